import { type Static, Type } from 'typebox';
import { Timestamp } from './common.ts';

export { LogIn, Visitor } from './bff-sessions.ts';

/** Null where nothing was measured. Written so because there are tens of thousands: a union is slow to serialise. */
const Measured = Type.Unsafe<number | null>({ type: ['number', 'null'] });

/** How far back a dashboard looks. */
export const TimeRange = Type.Enum(['15m', '1h', '6h', '24h', '7d']);
export type TimeRange = Static<typeof TimeRange>;

/** Grafana's units, as far as dashboards use them: seconds, bytes, shares from 0 to 1, counts, and per second. */
export const Unit = Type.Enum(['s', 'bytes', 'Bps', 'percentunit', 'reqps', 'ops', 'short']);
export type Unit = Static<typeof Unit>;

const Thresholds = Type.Object({
  mode: Type.Literal('absolute'),
  /** Ascending; the first has no value. `color` is `green`, `orange`, `red` or `text`. */
  steps: Type.Array(Type.Object({ value: Type.Union([Type.Number(), Type.Null()]), color: Type.String() })),
});
export type Thresholds = Static<typeof Thresholds>;

const Field = {
  unit: Type.Optional(Unit),
  decimals: Type.Optional(Type.Integer()),
  thresholds: Type.Optional(Thresholds),
};

/**
 * A panel as Grafana has it, as far as the back office draws it: the same JSON, without its expressions. What a
 * browser may ask is which panel, never which expression.
 */
export const Panel = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  type: Type.Enum(['timeseries', 'stat', 'table', 'bargauge', 'alertlist', 'text', 'row']),
  title: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  /** On a grid of 24 columns, in rows of 30 pixels. */
  gridPos: Type.Object({ x: Type.Integer(), y: Type.Integer(), w: Type.Integer(), h: Type.Integer() }),
  fieldConfig: Type.Optional(
    Type.Object({
      defaults: Type.Object({
        ...Field,
        min: Type.Optional(Type.Number()),
        max: Type.Optional(Type.Number()),
        noValue: Type.Optional(Type.String()),
        custom: Type.Optional(
          Type.Object({ stacking: Type.Optional(Type.Object({ mode: Type.Optional(Type.String()) })) }),
        ),
      }),
      /** Of a table's columns: one for each, by name. */
      overrides: Type.Array(
        Type.Object({
          matcher: Type.Object({ id: Type.Literal('byName'), options: Type.String() }),
          properties: Type.Array(Type.Object({ id: Type.String(), value: Type.Unknown() })),
        }),
      ),
    }),
  ),
  targets: Type.Optional(
    Type.Array(
      Type.Object({
        refId: Type.String(),
        legendFormat: Type.Optional(Type.String()),
        instant: Type.Optional(Type.Boolean()),
      }),
    ),
  ),
  transformations: Type.Optional(
    Type.Array(
      Type.Object({
        id: Type.String(),
        options: Type.Object({
          /** Where a field stands: labels by their names, values as `Value #<refId>`. */
          indexByName: Type.Optional(Type.Record(Type.String(), Type.Integer())),
          renameByName: Type.Optional(Type.Record(Type.String(), Type.String())),
        }),
      }),
    ),
  ),
  /** Of a text: markdown. */
  options: Type.Optional(Type.Object({ content: Type.Optional(Type.String()) })),
});
export type Panel = Static<typeof Panel>;

export const DashboardSummary = Type.Object({
  uid: Type.String(),
  title: Type.String(),
  description: Type.Optional(Type.String()),
});
export type DashboardSummary = Static<typeof DashboardSummary>;

export const DashboardList = Type.Object({ dashboards: Type.Array(DashboardSummary) });
export type DashboardList = Static<typeof DashboardList>;

export const DashboardView = Type.Object({
  ...DashboardSummary.properties,
  /** What `$name` stands for in the expressions. `values` are those that Prometheus knows of now. */
  variables: Type.Array(
    Type.Object({ name: Type.String(), label: Type.String(), values: Type.Array(Type.String()) }),
  ),
  panels: Type.Array(Panel),
});
export type DashboardView = Static<typeof DashboardView>;

/** Name of a variable and one of its values. */
export const VARIABLE_PARAMETER = '^var-[a-z]{1,20}$';
export const VariableValue = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });

/** `labels` are what tells the series of one expression apart. One value for each point of time; null: none. */
export const Series = Type.Object({
  refId: Type.String(),
  labels: Type.Record(Type.String(), Type.String()),
  values: Type.Array(Measured),
});
export type Series = Static<typeof Series>;

/** What one panel shows; `failed` when Prometheus could not answer one of its questions. */
export const PanelData = Type.Object({
  id: Type.Integer(),
  failed: Type.Boolean(),
  series: Type.Array(Series),
});
export type PanelData = Static<typeof PanelData>;

/** Values stand `step` seconds apart, the first at `from`, in Unix time; those of instant questions are of now. */
export const DashboardData = Type.Object({
  from: Type.Integer(),
  to: Type.Integer(),
  step: Type.Integer({ minimum: 1 }),
  panels: Type.Array(PanelData),
});
export type DashboardData = Static<typeof DashboardData>;

/** An alert that fires, or is about to (`pending`): its condition holds, but not for long enough yet. */
export const Alert = Type.Object({
  name: Type.String(),
  state: Type.Union([Type.Literal('firing'), Type.Literal('pending')]),
  severity: Type.String(),
  summary: Type.String(),
  description: Type.Union([Type.String(), Type.Null()]),
  since: Timestamp,
  /** What tells it apart from others of its name. */
  labels: Type.Record(Type.String(), Type.String()),
  /** The name of its runbook. */
  runbook: Type.Union([Type.String(), Type.Null()]),
  /** Where to look: a dashboard's uid, with the values of its variables as in an address. */
  dashboard: Type.Union([Type.String(), Type.Null()]),
});
export type Alert = Static<typeof Alert>;

/** The worst first. */
export const AlertList = Type.Object({ alerts: Type.Array(Alert) });
export type AlertList = Static<typeof AlertList>;

export const RunbookName = Type.String({ pattern: '^[a-z0-9-]{1,64}$' });
export const Runbook = Type.Object({ name: RunbookName, title: Type.String(), markdown: Type.String() });
export type Runbook = Static<typeof Runbook>;

/** `unknown`: nobody measures it, or Prometheus has lost sight of it. */
export const Health = Type.Enum(['up', 'degraded', 'down', 'unknown']);
export type Health = Static<typeof Health>;

const Replicas = Type.Object({ up: Type.Integer(), all: Type.Integer() });

/** Per second; share from 0 to 1; seconds. Null: nothing was asked, or it is not known. */
const Traffic = { requests: Measured, errors: Measured, p99: Measured };

const Node = { name: Type.String(), health: Health };

export const GatewayState = Type.Object({ ...Node, ...Traffic });
export type GatewayState = Static<typeof GatewayState>;

export const DatabaseState = Type.Object({
  ...Node,
  connections: Measured,
  inUse: Measured,
  /** Work that waits for a connection. */
  waiting: Measured,
  p99: Measured,
});
export type DatabaseState = Static<typeof DatabaseState>;

export const ServiceState = Type.Object({
  ...Node,
  ...Traffic,
  replicas: Type.Union([Replicas, Type.Null()]),
  calls: Type.Array(Type.String()),
  /** Whether the gateway passes requests on to it. */
  public: Type.Boolean(),
  database: Type.Union([DatabaseState, Type.Null()]),
});
export type ServiceState = Static<typeof ServiceState>;

export const TopicState = Type.Object({
  ...Node,
  owner: Type.String(),
  /** Written per second. */
  events: Measured,
  consumers: Type.Array(
    Type.Object({
      group: Type.String(),
      service: Type.String(),
      health: Health,
      /** Messages of this topic that the group has not committed, and for how long the first has waited. */
      lag: Measured,
      lagSeconds: Measured,
      parked: Measured,
    }),
  ),
});
export type TopicState = Static<typeof TopicState>;

/** The whole system as it is drawn, and how each part is now. */
export const SystemView = Type.Object({
  at: Timestamp,
  gateway: GatewayState,
  balancer: GatewayState,
  bffs: Type.Array(ServiceState),
  services: Type.Array(ServiceState),
  brokers: Type.Object({ ...Node, replicas: Type.Union([Replicas, Type.Null()]) }),
  topics: Type.Array(TopicState),
});
export type SystemView = Static<typeof SystemView>;
