import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export type Rule = {
  /** Of an alert; absent on a recording rule. */
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
};

/** All rules of a file, whatever their groups. */
export const readRules = (file: string): Rule[] => {
  const { groups } = parse(readFileSync(file, 'utf8')) as {
    readonly groups: readonly { readonly rules: readonly Rule[] }[];
  };
  return groups.flatMap(({ rules }) => rules);
};

/** The names that the recording rules of the files make. */
export const recordedNames = (files: readonly string[]): ReadonlySet<string> =>
  new Set(files.flatMap((file) => readRules(file).flatMap(({ record }) => record ?? [])));
