import type { Routes } from '@fondaco/chassis/service';
import { Type } from 'typebox';
import { FAULTS, type Faults, STAGES } from '../faults/faults.ts';

const Fault = Type.Object(
  {
    fault: Type.Enum(FAULTS),
    at: Type.Optional(Type.Enum(STAGES, { default: 'content' })),
    seconds: Type.Number({ minimum: 0.1, maximum: 86_400 }),
    to: Type.Optional(Type.String({ minLength: 3, maxLength: 320 })),
  },
  { additionalProperties: false },
);
const Current = Type.Object({ fault: Type.Union([Fault, Type.Null()]) });

/** Makes it fail for a while: what senders have to get along with. */
export const faultRoutes =
  (faults: Faults): Routes =>
  (http) => {
    http.get(
      '/api/faults',
      { config: { access: ['public'] }, schema: { response: { 200: Current } } },
      async () => ({ fault: faults.current() }),
    );
    http.post(
      '/api/faults',
      { config: { access: ['public'] }, schema: { body: Fault, response: { 200: Current } } },
      async (request) => {
        faults.begin({ ...request.body, at: request.body.at ?? 'content' });
        return { fault: faults.current() };
      },
    );
    http.delete(
      '/api/faults',
      { config: { access: ['public'] }, schema: { response: { 200: Current } } },
      async () => {
        faults.end();
        return { fault: faults.current() };
      },
    );
  };
