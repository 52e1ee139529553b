/** nginx's configuration as lines: `block('server', ['listen 80;'])` is a server block, indented. */
export const block = (head: string, lines: readonly string[]): string[] => [
  `${head} {`,
  ...lines.map((line) => (line === '' ? '' : `  ${line}`)),
  '}',
];

/** A path or value as one argument. nginx cannot escape `$`, so a text that holds one is refused. */
export const argument = (value: string): string => {
  if (/[$\n\r]/.test(value)) {
    throw new Error(
      `nginx's configuration cannot hold ${JSON.stringify(value)}: move it to a path without "$"`,
    );
  }
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
};
