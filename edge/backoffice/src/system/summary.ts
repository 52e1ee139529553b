import type { Alert, Health, SystemView } from '@fondaco/contracts/http/backoffice-bff';
import type { Level } from '../page/mark.tsx';

const healths = (system: SystemView): Health[] => [
  system.gateway.health,
  system.balancer.health,
  system.brokers.health,
  ...[...system.bffs, ...system.services].flatMap(({ health, database }) =>
    database === null ? [health] : [health, database.health],
  ),
  ...system.topics.flatMap(({ consumers }) => consumers.map(({ health }) => health)),
];

const counted = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;

/** The whole in one line. */
export const summaryOf = (
  system: SystemView,
  alerts: readonly Alert[],
): { readonly level: Level; readonly text: string } => {
  const all = healths(system);
  const count = (health: Health) => all.filter((one) => one === health).length;
  const [down, degraded, unknown] = [count('down'), count('degraded'), count('unknown')];
  const firing = alerts.filter(({ state }) => state === 'firing');
  const said = [
    ...(down > 0 ? [counted(down, 'part is down', 'parts are down')] : []),
    ...(degraded > 0 ? [counted(degraded, 'part is degraded', 'parts are degraded')] : []),
    ...(unknown > 0 ? [counted(unknown, 'part is not measured', 'parts are not measured')] : []),
    ...(firing.length > 0 ? [counted(firing.length, 'alert fires', 'alerts fire')] : []),
  ];
  const isBad = down > 0 || firing.some(({ severity }) => severity === 'critical');
  const level = isBad ? 'bad' : degraded > 0 || firing.length > 0 ? 'warn' : unknown > 0 ? 'none' : 'good';
  return { level, text: said.length === 0 ? 'Everything is up' : said.join(', ') };
};
