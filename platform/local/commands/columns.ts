/** Rows below each other, their cells as wide as the widest of the column; those of `numeric` to the right. */
export const columns = (
  rows: readonly (readonly string[])[],
  numeric: ReadonlySet<number> = new Set(),
): string[] => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        numeric.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
};
