import type { Routes } from '@fondaco/chassis/service';
import { SandboxFaults, SandboxOutage } from '@fondaco/contracts/http/payment-sandbox';
import type { Sandbox } from '../sandbox.ts';
import { MERCHANT } from './merchant-identity.ts';

/** `GET` and `PUT /v1/faults`, `POST /v1/outages`: how the provider misbehaves from now on. */
export const faultsRoutes =
  (sandbox: Sandbox): Routes =>
  (http) => {
    const { faults } = sandbox;
    http.get('/v1/faults', { config: MERCHANT, schema: { response: { 200: SandboxFaults } } }, async () =>
      faults.settings(),
    );
    http.put(
      '/v1/faults',
      { config: MERCHANT, schema: { body: SandboxFaults, response: { 200: SandboxFaults } } },
      async (request) => {
        faults.change(request.body);
        request.log.info({ faults: faults.settings() }, 'faults changed');
        return faults.settings();
      },
    );
    http.post(
      '/v1/outages',
      { config: MERCHANT, schema: { body: SandboxOutage } },
      async (request, reply) => {
        faults.beginOutage(request.body, sandbox.now());
        request.log.info({ outage: request.body }, 'outage');
        return reply.code(204).send();
      },
    );
  };
