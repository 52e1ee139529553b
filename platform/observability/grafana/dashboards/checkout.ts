import { dashboard } from '../dashboard.ts';
import { quantile, rate } from '../expressions.ts';
import { barGauge, stat, timeSeries } from '../panels.ts';

const PER_MINUTE = ' * 60';

/** What the shop earns by: orders, payments, mails, and where they wait. */
export const checkout = dashboard({
  uid: 'checkout',
  title: 'Checkout',
  about: 'Orders from placed to delivered, payments, mails, new customers.',
  sections: [
    {
      panels: [
        stat({
          title: 'Orders placed',
          about: 'Per minute.',
          unit: 'short',
          decimals: 1,
          span: 5,
          height: 4,
          expr: `sum(service:orders_placed:rate5m)${PER_MINUTE}`,
        }),
        stat({
          title: 'Orders confirmed',
          about: 'Per minute.',
          unit: 'short',
          decimals: 1,
          span: 5,
          height: 4,
          expr: `sum(rate(orders_state_transitions_total{state="confirmed"}[5m]))${PER_MINUTE}`,
        }),
        stat({
          title: 'Paid to confirmed, p99',
          about: 'From the customer’s last step to the confirmed order.',
          unit: 's',
          span: 5,
          height: 4,
          limits: { warn: 10, bad: 30 },
          expr: quantile(0.99, 'orders_confirmation_seconds', { by: '', over: '5m' }),
        }),
        stat({
          title: 'Waiting for an answer',
          about: 'Orders between two steps; those that wait for their customer’s payment left out.',
          unit: 'short',
          span: 5,
          height: 4,
          limits: { warn: 100, bad: 1000 },
          expr: 'sum(max by (state) (orders_waiting{state!="reserved"}))',
        }),
        stat({
          title: 'Records that disagree',
          unit: 'short',
          span: 4,
          height: 4,
          limits: { warn: 1, bad: 1 },
          expr: 'sum(max by (service, kind) (reconciliation_mismatches))',
        }),
      ],
    },
    {
      heading: 'Orders',
      panels: [
        timeSeries({
          title: 'Steps of the order process',
          unit: 'ops',
          span: 8,
          height: 9,
          series: [{ legend: '{{state}}', expr: rate('orders_state_transitions_total', { by: 'state' }) }],
        }),
        timeSeries({
          title: 'Paid to confirmed',
          about: 'From the customer’s last step to the confirmed order.',
          unit: 's',
          span: 8,
          height: 9,
          series: [0.5, 0.99].map((q) => ({
            legend: `p${q * 100}`,
            expr: quantile(q, 'orders_confirmation_seconds', { by: '' }),
          })),
        }),
        timeSeries({
          title: 'Revenue',
          about: 'Confirmed orders, per minute, in whole pounds or euros.',
          unit: 'short',
          span: 8,
          height: 9,
          series: [
            {
              legend: '{{currency}}',
              expr: `${rate('orders_revenue_minor_units_total', { by: 'currency' })}${PER_MINUTE} / 100`,
            },
          ],
        }),
        barGauge({
          title: 'Orders that wait',
          about: 'Reserved ones wait for their payment, all others for an answer.',
          unit: 'short',
          span: 8,
          height: 8,
          legend: '{{state}}',
          expr: 'max by (state) (orders_waiting)',
        }),
        timeSeries({
          title: 'Longest wait',
          unit: 's',
          span: 8,
          height: 8,
          series: [
            {
              legend: '{{state}}',
              expr: 'max by (state) (orders_waiting_oldest_seconds{state!="reserved"})',
            },
          ],
        }),
        timeSeries({
          title: 'Questions asked again',
          unit: 'ops',
          span: 8,
          height: 8,
          series: [{ legend: '{{question}}', expr: rate('orders_asked_again_total', { by: 'question' }) }],
        }),
      ],
    },
    {
      heading: 'Stock and payments',
      panels: [
        timeSeries({
          title: 'Reservations',
          unit: 'ops',
          span: 8,
          height: 8,
          series: [{ legend: '{{outcome}}', expr: rate('reservations_total', { by: 'outcome' }) }],
        }),
        timeSeries({
          title: 'Attempts to pay',
          unit: 'ops',
          span: 8,
          height: 8,
          series: [{ legend: '{{outcome}}', expr: rate('payments_attempts_total', { by: 'outcome' }) }],
        }),
        timeSeries({
          title: 'Work to do at the provider',
          unit: 'short',
          span: 8,
          height: 8,
          series: [{ legend: '{{kind}}', expr: 'max by (kind) (payments_work_unfinished)' }],
        }),
      ],
    },
    {
      heading: 'Customers',
      panels: [
        timeSeries({
          title: 'Mails',
          unit: 'ops',
          span: 8,
          height: 8,
          series: [{ legend: '{{outcome}}', expr: rate('notifications_emails_total', { by: 'outcome' }) }],
        }),
        timeSeries({
          title: 'Sign-ups',
          unit: 'ops',
          span: 8,
          height: 8,
          series: [{ legend: 'sign-ups', expr: rate('users_registrations_total', { by: '' }) }],
        }),
        timeSeries({
          title: 'Log-ins',
          unit: 'ops',
          span: 8,
          height: 8,
          series: [{ legend: '{{outcome}}', expr: rate('users_log_ins_total', { by: 'outcome' }) }],
        }),
      ],
    },
  ],
});
