import { type Static, Type } from 'typebox';

const Names = Type.Array(Type.String());

/** What the topology says of the system, as far as it is drawn. */
export const System = Type.Object({
  services: Type.Record(
    Type.String(),
    Type.Object({ database: Type.Boolean(), calls: Names, public: Type.Boolean() }),
  ),
  edge: Type.Record(Type.String(), Type.Object({ calls: Names })),
  topics: Type.Record(Type.String(), Type.Object({ owner: Type.String() })),
  consumers: Type.Record(Type.String(), Type.Object({ service: Type.String(), topics: Names })),
});
export type System = Static<typeof System>;
