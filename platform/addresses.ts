/** Where something listens. Locally the host is always a loopback address. */
export type Address = { readonly host: string; readonly port: number };

/** One running copy of a service: its HTTP port, and the port for /metrics and /health. */
export type Replica = {
  /** `orders-1` */
  readonly name: string;
  readonly http: Address;
  readonly management: Address;
};

/**
 * Where every part of the topology listens on one platform. Renderers take this beside the topology and
 * know nothing of how the addresses came about.
 */
export type Addresses = {
  readonly gateway: { readonly https: Address; readonly http: Address; readonly status: Address };
  readonly balancer: { readonly status: Address };
  /** By service or BFF name: the replicas. */
  readonly replicas: Readonly<Record<string, readonly Replica[]>>;
  /** By service name: the one stable internal address, behind which the balancer spreads requests. */
  readonly services: Readonly<Record<string, Address>>;
  /** By service name. */
  readonly databases: Readonly<Record<string, Address>>;
  readonly brokers: readonly Address[];
  readonly prometheus: Address;
  readonly alertmanager: Address;
};
