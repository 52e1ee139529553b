/** A service of a Compose file, as far as it is used here. https://github.com/compose-spec/compose-spec/blob/main/spec.md */
export type Container = {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string; readonly target: string };
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly user: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly networks: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: Condition }>>;
  readonly healthcheck?: Healthcheck;
  readonly stop_signal?: string;
  readonly stop_grace_period?: string;
  readonly profiles?: readonly string[];
  readonly restart?: string;
};

/** Names of configurations may not have a slash: that of a file below a folder. */
export const configName = (path: string): string => path.replaceAll('/', '.');

export type Condition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

type Healthcheck = {
  readonly test: readonly string[];
  readonly interval: string;
  readonly timeout: string;
  readonly retries: number;
  readonly start_period: string;
};

export type Limits = { readonly cpus: number; readonly memory: `${number}M` };

/** What every container has: no way to more rights, nothing to write to but what it is given, and an end to what it takes. */
export const hardened = (container: Container, { cpus, memory }: Limits) => ({
  ...container,
  restart: container.restart ?? 'unless-stopped',
  read_only: true,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  cpus,
  mem_limit: memory,
  pids_limit: 512,
  logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
});

/** A command that ends with 0 when the part is well. */
export const healthy = (test: readonly string[], startSeconds = 30): Healthcheck => ({
  test: ['CMD', ...test],
  interval: '5s',
  timeout: '4s',
  retries: 6,
  start_period: `${startSeconds}s`,
});

export const after = (condition: Condition, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { condition }]));

/** The secrets whose files an environment names: each container gets those and no others. */
export const secretsIn = (environment: Readonly<Record<string, string>>): string[] =>
  [
    ...new Set(
      Object.values(environment).flatMap((value) => /^\/run\/secrets\/(.+)$/.exec(value)?.[1] ?? []),
    ),
  ].sort();
