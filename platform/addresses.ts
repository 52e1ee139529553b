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
  /** What shows the metrics of others to Prometheus. Absent: nothing does. */
  readonly exporters?: Exporters;
};

export type Exporters = {
  /** How far consumers are behind; absent where there are no brokers. */
  readonly lag?: Address;
  /** Disks and memory of the machine. */
  readonly machine: Address;
  /** Requests, from the access logs of gateway and balancer. */
  readonly accessLogs: Address;
  /** Asks the gateway as somebody outside would. */
  readonly probes: Address;
  readonly nginx: { readonly gateway: Address; readonly balancer: Address };
  /** By service: of its database. */
  readonly databases: Readonly<Record<string, Address>>;
  /** In the brokers' processes. */
  readonly brokers: readonly Address[];
};
