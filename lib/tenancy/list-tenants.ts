import { asSystem } from "@/lib/db/as-system";

/** The signed-in user and the tenants they are a member of, by name; null when the user is gone. */
export async function listTenants(
  userId: string,
): Promise<{ email: string; name: string; tenants: { slug: string; name: string }[] } | null> {
  const user = await asSystem("look up membership", (db) =>
    db.user.findUnique({
      where: { id: userId },
      select: {
        email: true,
        name: true,
        memberships: {
          select: { tenant: { select: { slug: true, name: true } } },
          orderBy: { tenant: { name: "asc" } },
        },
      },
    }),
  );
  return user && { email: user.email, name: user.name, tenants: user.memberships.map(({ tenant }) => tenant) };
}
