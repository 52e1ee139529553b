import { createHash } from 'node:crypto';

/** SHA-256 of a body as canonical JSON: the order of members makes no difference. */
export const canonicalHash = (body: unknown): Buffer =>
  createHash('sha256').update(canonicalJson(body)).digest();

/** JSON with the members of every object in the order of their names (as RFC 8785 has it). */
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
