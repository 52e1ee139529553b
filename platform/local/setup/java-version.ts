/** The feature release in what `java --version` prints: 17 of `openjdk 17.0.15 2025-04-15`. Java 8 has no such option. */
export const javaVersion = (output: string): number | undefined => {
  const release = /^(?:openjdk|java) (\d+)/m.exec(output)?.[1];
  return release === undefined ? undefined : Number(release);
};
