import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

export type Column<Row> = {
  /** The column's heading, and the label of its cell on a card. */
  header: string;
  cell: (row: Row) => ReactNode;
  align?: "start" | "end" | undefined;
  /** For a column of buttons, whose heading only a screen reader hears. */
  isHeaderHidden?: boolean | undefined;
  className?: string | undefined;
};

type TableProps<Row> = {
  /** What the table lists; heard, not seen. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
};

/** Rows with a sticky heading; below 640 px each row is a card, its first cell the card's heading. */
export function Table<Row>({ caption, columns, rows, rowKey }: TableProps<Row>) {
  return (
    <section aria-label={caption} className="data-table">
      <table>
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.header} scope="col" className={classNames(column.align === "end" && "text-right")}>
                {column.isHeaderHidden ? <span className="sr-only">{column.header}</span> : column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td
                  key={column.header}
                  data-label={column.isHeaderHidden ? undefined : column.header}
                  className={classNames(column.align === "end" && "sm:text-right", column.className)}
                >
                  <div>{column.cell(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
