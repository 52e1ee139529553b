/** What `topology.ts` may say. Names are part names: lower case, words joined by `-`. */
export type Topology = {
  readonly services: Readonly<Record<string, Service>>;
  readonly edge: Readonly<Record<string, EdgeService>>;
  readonly interfaces: Readonly<Record<string, StaticInterface>>;
  readonly topics: Readonly<Record<string, Topic>>;
  readonly consumers: Readonly<Record<string, ConsumerGroup>>;
  /** By name: with whom outside the system talks of its own accord. With nobody else. */
  readonly egress?: Readonly<Record<string, Egress>>;
};

export type Service = {
  /** Whether it owns a PostgreSQL server of its own. */
  readonly database: boolean;
  /** Services that it may call over HTTP. Each becomes a route through the balancer. */
  readonly calls: readonly string[];
  /** Paths that the gateway offers as `/api/v1<path>`. The service serves them as `/v1<path>`. */
  readonly publicApi: readonly PublicRoute[];
  /** Whether the gateway passes `/webhooks/<service>/<x>` on to the service's `/v1/webhooks/<x>`. */
  readonly webhooks?: boolean;
  /** Whether the gateway passes `/media/<x>` on to the service's `/v1/media/<x>`. One service may. */
  readonly media?: boolean;
  /** Whether the operator's command line may call it with a token of its own. */
  readonly operator: boolean;
};

export type PublicRoute = {
  readonly path: `/${string}`;
  /** POSTs carry an `Idempotency-Key`: nginx may try another replica after a request was sent. */
  readonly idempotentByKey?: boolean;
  /** The gateway keeps answers that say they are public, and shows old ones while the service is away. */
  readonly cached?: boolean;
  /** `<path>/<id>/stream` tells of changes as server-sent events, silent for up to a minute. */
  readonly streams?: boolean;
  /** Bodies sent to this very path may be so large, instead of 1 MiB: `10m` of MiB. */
  readonly maxBody?: `${number}m`;
};

export type EdgeService = {
  readonly calls: readonly string[];
  /** Path prefix at the gateway. It is kept when the request is passed on. */
  readonly route: `/${string}`;
  /** Paths below it, and what lies below them, that are asked for without cookies and answered as `PublicRoute.cached`. */
  readonly cached?: readonly `/${string}`[];
  /** Paths below it that the gateway counts by themselves. All others are counted together. */
  readonly counted?: readonly `/${string}`[];
  /** Whether it may ask Prometheus, and is told what the whole system consists of. */
  readonly observes?: boolean;
};

export type StaticInterface = {
  readonly route: `/${string}`;
  readonly bff: string;
};

export type Topic = {
  /** The only service that may write to it. */
  readonly owner: string;
  readonly key: string;
  readonly partitions: number;
} & ({ readonly cleanup: 'compact' } | { readonly cleanup: 'delete'; readonly retentionDays: number });

export type ConsumerGroup = {
  readonly service: string;
  readonly topics: readonly string[];
  readonly start: 'earliest' | 'latest';
};

export type Egress = {
  /** Parts of the system: services, or `alertmanager`. */
  readonly from: readonly string[];
  /** What is spoken there; each platform says at which address and port. */
  readonly speaks: 'https' | 'smtp';
};
