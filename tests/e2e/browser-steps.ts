import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../system/browser.ts';
import type { System } from '../system/system.ts';

/** Test cards of the payment sandbox. */
export const cards = {
  good: '4242 4242 4242 4242',
  declined: '4000 0000 0000 0002',
  asksCustomer: '4000 0025 0000 3155',
};

export type Visit = {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained about: errors in its console, and exceptions. */
  readonly complaints: readonly string[];
  /** Where requests went whose body says this. */
  readonly toldTo: (secret: string) => string[];
};

/** Lends `visit` a browser on the shop's first page. */
export const inABrowser = async (system: System, visit: (visit: Visit) => Promise<void>): Promise<void> => {
  const { context, close } = await openBrowser(system.authority);
  try {
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    const sent: { origin: string; body: string }[] = [];
    page.on('request', (request) => {
      sent.push({ origin: new URL(request.url()).origin, body: request.postData() ?? '' });
    });
    await page.goto(system.origin);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await visit({
      page,
      context,
      complaints,
      toldTo: (secret) => [
        ...new Set(sent.filter(({ body }) => body.includes(secret)).map(({ origin }) => origin)),
      ],
    });
  } finally {
    await close();
  }
};

export const noAccessibilityFault = async (page: Page): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    [],
  );
};

export const register = async (page: Page): Promise<void> => {
  await page
    .getByRole('link', { name: /create an account/i })
    .first()
    .click();
  await page.getByLabel('Name').fill('Ada Shopper');
  await page.getByLabel('E-mail').fill(`${randomUUID()}@browser.example`);
  await page.getByLabel('Password').fill('a sentence to remember');
  await page.getByRole('button', { name: 'Create account' }).click();
};

/** From the checkout's form to the page of the order. Answers the order's id. */
export const placeOrder = async (page: Page): Promise<string> => {
  await page.getByLabel('Address', { exact: true }).fill('1 High Street');
  await page.getByLabel('City').fill('London');
  await page.getByRole('button', { name: 'Place order' }).click();
  await page.waitForURL(/\/orders\/[0-9a-f-]{36}$/);
  return page.url().slice(-36);
};

/** A visitor who registers and orders the first product of the catalogue. */
export const order = async (page: Page): Promise<string> => {
  await page.locator('a[href^="/products/"]').first().click();
  await page.getByRole('button', { name: /add to basket/i }).click();
  await page.goto(new URL('/basket', page.url()).href);
  await page.getByRole('link', { name: 'Go to checkout' }).click();
  await register(page);
  return placeOrder(page);
};

export const pay = async (page: Page, number: string): Promise<void> => {
  await page.getByLabel('Card number').fill(number);
  await page.getByLabel('Expires').fill('12/39');
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: /^Pay / }).click();
};

export const orderState = (page: Page, state: string): Promise<void> =>
  page.locator(`[data-testid="order-state"][data-state="${state}"]`).waitFor();
