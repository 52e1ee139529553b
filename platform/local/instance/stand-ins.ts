import type { Address } from '../../addresses.ts';
import type { Topology } from '../../topology-types.ts';
import type { LocalAddresses } from './ports.ts';

/** A process that stands in for somebody outside, as far as a service that runs talks to them. */
export type StandIn = {
  readonly name: string;
  /** The service that cannot do its work without it. */
  readonly servedTo: string;
  readonly management: Address;
  /** Where else it listens, and what for. */
  readonly listeners: readonly { readonly address: Address; readonly what: string }[];
};

export const paymentSandbox = 'payment-sandbox';
export const mailCatcher = 'mail-catcher';
/** Served to Alertmanager, which is no service. */
export const slackReceiver = 'slack-receiver';

/** Those that are needed beside the services of `running`. */
export const standInsOf = (running: Topology, addresses: LocalAddresses): StandIn[] =>
  [
    {
      name: paymentSandbox,
      servedTo: 'payments',
      management: addresses.paymentSandbox.management,
      listeners: [
        { address: addresses.paymentSandbox.api, what: 'API' },
        { address: addresses.paymentSandbox.browser, what: 'for browsers' },
      ],
    },
    {
      name: mailCatcher,
      servedTo: 'notifications',
      management: addresses.mailCatcher.management,
      listeners: [
        { address: addresses.mailCatcher.page, what: 'page' },
        { address: addresses.mailCatcher.smtp, what: 'SMTP' },
      ],
    },
  ].filter(({ servedTo }) => running.services[servedTo] !== undefined);
