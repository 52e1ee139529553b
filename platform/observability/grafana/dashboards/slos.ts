import { dashboard } from '../dashboard.ts';
import { stat, table, text, timeSeries } from '../panels.ts';

const CHOSEN = 'slo="$slo"';
/** From how fast a budget burns on, as the rules have it: a page, and a ticket. */
const BURNS_FAST = 14.4;

const burnRate = (window: string): string =>
  `sum by (slo) (slo:errors:ratio_rate${window}{${CHOSEN}}) / sum by (slo) (1 - slo:objective:ratio{${CHOSEN}})`;

/** What customers are promised, and how much of what may go wrong has gone wrong. */
export const slos = dashboard({
  uid: 'slos',
  title: 'SLOs',
  about: 'What customers are promised, and how much may still go wrong before it is broken.',
  variables: [{ name: 'slo', label: 'Objective', query: 'label_values(slo:objective:ratio, slo)' }],
  sections: [
    {
      panels: [
        table({
          title: 'Objectives',
          about: 'Left: the share of the error budget of three days that is not used up.',
          span: 14,
          height: 7,
          labels: { slo: 'Objective' },
          columns: [
            { name: 'Promised', unit: 'percentunit', expr: 'sum by (slo) (slo:objective:ratio)' },
            {
              name: 'Failed, 1 h',
              unit: 'percentunit',
              expr: 'sum by (slo) (slo:errors:ratio_rate1h)',
            },
            {
              name: 'Failed, 3 d',
              unit: 'percentunit',
              expr: 'sum by (slo) (slo:errors:ratio_rate3d)',
            },
            {
              name: 'Left',
              unit: 'percentunit',
              limits: { warn: 0.5, bad: 0.1, below: true },
              expr: 'sum by (slo) (slo:error_budget_remaining:ratio3d)',
            },
          ],
        }),
        text({
          title: 'What they mean',
          span: 10,
          height: 7,
          markdown: [
            '- **checkout**: orders and payments that are not answered with a 5xx',
            '- **catalogue**: the same for whatever shows products',
            '- **pages**: the shop’s pages and what they ask for, in 300 ms',
            '- **confirmation**: orders confirmed within 30 s of the customer’s last step',
            '',
            'A burn rate of 1 uses up the budget in exactly the time that it is for.',
          ].join('\n'),
        }),
      ],
    },
    {
      heading: 'The objective that is chosen',
      panels: [
        stat({
          title: 'Budget left',
          unit: 'percentunit',
          span: 6,
          height: 5,
          limits: { warn: 0.5, bad: 0.1, below: true },
          expr: `sum(slo:error_budget_remaining:ratio3d{${CHOSEN}})`,
        }),
        stat({
          title: 'Burn rate, 1 h',
          unit: 'short',
          span: 6,
          height: 5,
          limits: { warn: 1, bad: BURNS_FAST },
          expr: burnRate('1h'),
        }),
        stat({
          title: 'Requests',
          unit: 'ops',
          span: 6,
          height: 5,
          expr: `sum(slo:requests:rate5m{${CHOSEN}})`,
        }),
        stat({
          title: 'Failed in the last hour',
          unit: 'short',
          span: 6,
          height: 5,
          expr: `sum(slo:errors:increase1h{${CHOSEN}})`,
        }),
        timeSeries({
          title: 'Burn rate',
          about: `From ${BURNS_FAST} over an hour on, somebody is called.`,
          unit: 'short',
          span: 12,
          height: 9,
          series: ['5m', '30m', '1h', '6h'].map((window) => ({ legend: window, expr: burnRate(window) })),
        }),
        timeSeries({
          title: 'Requests and failures',
          unit: 'ops',
          span: 12,
          height: 9,
          series: [
            { legend: 'requests', expr: `sum(slo:requests:rate5m{${CHOSEN}})` },
            { legend: 'failures', expr: `sum(slo:errors:rate5m{${CHOSEN}})` },
          ],
        }),
      ],
    },
  ],
});
