import { readFileSync } from 'node:fs';
import { type Static, type TObject, type TSchema, Type } from 'typebox';
import Value from 'typebox/value';

/** Every wrong or missing setting in one sentence each, by name; never the value, which may be a secret. */
export class SettingsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting written as `a,b,c`. */
export const CommaList = <Item extends TSchema>(item: Item) =>
  Type.Array(item, { minItems: 1, commaList: true });

/**
 * Reads the environment by a schema whose properties are the settings' names. Numbers and booleans are
 * read from their text, objects and arrays from JSON. NAME_FILE gives a file whose content is the value.
 * Throws SettingsError.
 */
export const readSettings = <Schema extends TObject>(schema: Schema, env: Environment): Static<Schema> => {
  const problems: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties)) {
    try {
      const text = readText(name, env);
      if (text !== undefined) settings[name] = parse(text, property);
      else if ('default' in property) settings[name] = structuredClone(property.default);
      else if (schema.required?.includes(name)) problems.push(`${name} is missing`);
      if (name in settings && !Value.Check(property, settings[name])) {
        problems.push(`${name} is wrong: ${reason(property, settings[name])}`);
      }
    } catch (error) {
      problems.push(`${name} ${error instanceof Error ? error.message : 'cannot be read'}`);
    }
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return settings as Static<Schema>;
};

const readText = (name: string, env: Environment): string | undefined => {
  const file = env[`${name}_FILE`];
  if (file === undefined || file === '') return env[name] === '' ? undefined : env[name];
  if (env[name] !== undefined) throw new Error(`is given twice: as ${name} and as ${name}_FILE`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Error(
      `cannot be read from the file that ${name}_FILE names (${(error as NodeJS.ErrnoException).code})`,
    );
  }
};

const parse = (text: string, schema: TSchema): unknown => {
  const { type, commaList } = schema as { type?: unknown; commaList?: unknown };
  if (commaList === true) return text.split(',').map((item) => item.trim());
  if (type === 'integer' || type === 'number') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (type === 'object' || type === 'array') {
    try {
      return JSON.parse(text);
    } catch {
      throw new Error('is wrong: must be JSON');
    }
  }
  return text;
};

const reason = (schema: TSchema, value: unknown): string => {
  const [first] = Value.Errors(schema, value);
  return first === undefined ? 'not valid' : `${first.instancePath} ${first.message}`.trim();
};
