import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { openBrowser } from '../system/browser.ts';
import type { System } from '../system/system.ts';

const noAccessibilityFault = async (page: Page): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    [],
  );
};

/** A visitor becomes a customer: catalogue, product, basket, account, order, and its state changes by itself. */
export const buyInABrowser = (system: () => System): void => {
  test('a visitor registers, orders, and sees the order confirmed without reloading', async () => {
    const { context, close } = await openBrowser(system().authority);
    try {
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));

      await page.goto(system().origin);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const product = page.locator('a[href^="/products/"]').first();
      await product.waitFor();
      await noAccessibilityFault(page);
      await product.click();

      await page.getByRole('button', { name: /add to basket/i }).click();
      await page.goto(`${system().origin}/basket`);
      await page.getByTestId('basket-lines').waitFor();
      const total = await page.getByTestId('basket-total').textContent();
      await noAccessibilityFault(page);
      await page.getByRole('link', { name: 'Go to checkout' }).click();

      await page
        .getByRole('link', { name: /create an account/i })
        .first()
        .click();
      await page.getByLabel('Name').fill('Ada Shopper');
      await page.getByLabel('E-mail').fill(`${randomUUID()}@browser.example`);
      await page.getByLabel('Password').fill('a sentence to remember');
      await page.getByRole('button', { name: 'Create account' }).click();

      await page.getByRole('button', { name: 'Place order' }).waitFor();
      assert.equal(await page.getByTestId('checkout-total').textContent(), total);
      await noAccessibilityFault(page);
      await page.getByRole('button', { name: 'Place order' }).click();

      await page.waitForURL(/\/orders\/[0-9a-f-]{36}$/);
      await page.locator('[data-testid="order-state"][data-state="confirmed"]').waitFor();
      assert.equal(await page.getByTestId('order-total').textContent(), total);
      await noAccessibilityFault(page);

      const cookies = await context.cookies(system().origin);
      const session = cookies.find(({ name }) => name === '__Host-fondaco');
      assert.ok(session?.httpOnly && session.secure, 'the session cookie is out of reach for scripts');
      const kept = await page.evaluate(
        `JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }])`,
      );
      assert.doesNotMatch(String(kept), /eyJ/, 'no token is within reach for scripts');
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
  });
};
