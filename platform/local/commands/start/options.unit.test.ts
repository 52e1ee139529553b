import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Command } from 'commander';
import { topology } from '../../../../topology.ts';
import { addStartOptions, refuseOptionsBeside, type StartOptions } from './options.ts';

const parse = (...args: string[]) =>
  addStartOptions(new Command().exitOverride().configureOutput({ writeErr: () => {} }), topology)
    .parse(args, { from: 'user' })
    .opts<StartOptions>();

test('without options one of everything is started on the data that is there', () => {
  assert.deepEqual(parse(), { fresh: false, vpc: false, replicas: {}, only: [], set: {} });
});

test('replicas and parts may be repeated or listed', () => {
  assert.deepEqual(parse('--replicas', 'products=2,orders=3', '--replicas', 'storefront-bff=2').replicas, {
    products: 2,
    orders: 3,
    'storefront-bff': 2,
  });
  assert.deepEqual(parse('--only', 'users,products', '--only', 'prometheus').only, [
    'users',
    'products',
    'prometheus',
  ]);
});

test('settings go to the part that they are named after', () => {
  assert.deepEqual(parse('--set', 'orders.A=1', '--set', 'orders.B_2=x=y', '--set', 'users.A=').set, {
    orders: { A: '1', B_2: 'x=y' },
    users: { A: '' },
  });
  const { set } = parse('--set', 'orders.A=1', '--set', 'all.A=2', '--set', 'users.A=3');
  assert.deepEqual([set.orders, set.users, set['storefront-bff']], [{ A: '2' }, { A: '3' }, { A: '2' }]);
  assert.throws(() => parse('--set', 'shipping.A=1'), /one of users, products/);
  assert.throws(() => parse('--set', 'orders.lower=1'), /part\.NAME=value/);
});

test('what makes no sense is refused by name', () => {
  assert.throws(() => parse('--replicas', 'shipping=2'), /no service or BFF called "shipping".*products/);
  assert.throws(() => parse('--replicas', 'products'), /products=2/);
  assert.throws(() => parse('--replicas', 'products=9'), /from 1 to 8/);
  assert.throws(() => parse('--replicas', 'products=0'), /from 1 to 8/);
  assert.throws(() => parse('--brokers', '2'), /1 broker or 3/);
});

test('options beside the name of a part are refused, since they would do nothing', () => {
  const refuse = (...args: string[]) => refuseOptionsBeside('products', parse(...args));
  refuse();
  assert.throws(() => refuse('--only', 'users'), /write --only users,products\.$/);
  assert.throws(() => refuse('--set', 'orders.A=1'), /takes no options/);
  assert.throws(() => refuse('--fresh'), /"start products" .* takes no options\.$/);
});
