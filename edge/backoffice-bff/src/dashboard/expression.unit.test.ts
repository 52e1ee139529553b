import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filledIn } from './expression.ts';
import { spanOf } from './span.ts';

test('variables are filled in however they are written', () => {
  const fill = (expr: string) => filledIn(expr, { service: 'orders' }, { step: 20 }, 5);
  assert.equal(fill('up{service="$service"}'), 'up{service="orders"}');
  assert.equal(fill(['up{service="$', '{service}"}'].join('')), 'up{service="orders"}');
  assert.equal(fill('rate(x[$__interval])'), 'rate(x[20s])');
});

test('a rate covers a step and at least four scrapes', () => {
  const over = (step: number, scrape: number) => filledIn('$__rate_interval', {}, { step }, scrape);
  assert.equal(over(5, 5), '20s');
  assert.equal(over(20, 5), '25s');
  assert.equal(over(20, 15), '60s');
});

test('a variable that stands for nothing is a mistake of the dashboard', () => {
  assert.throws(() => filledIn('up{service="$nothing"}', {}, { step: 20 }, 5), /\$nothing/);
});

test('points are whole steps, no closer than scrapes, and no more than a chart shows', () => {
  const now = new Date('2026-11-29T12:00:07Z');
  for (const range of ['15m', '1h', '6h', '24h', '7d'] as const) {
    const { from, to, step } = spanOf(range, now, 15);
    assert.equal(from % step, 0, range);
    assert.equal((to - from) % step, 0, range);
    assert.ok(step >= 15, range);
    assert.ok((to - from) / step <= 180, range);
    assert.ok(to <= now.getTime() / 1000 && to > now.getTime() / 1000 - step, range);
  }
});
