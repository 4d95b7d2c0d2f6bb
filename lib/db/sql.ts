import { Prisma } from "./generated/client";

/** A piece of a statement with its values, which are sent beside it and never become part of its text. */
export type Sql = Prisma.Sql;

/** Makes a piece that `$queryRaw` takes among its values, for a statement that is put together from pieces. */
export const sql = Prisma.sql;
