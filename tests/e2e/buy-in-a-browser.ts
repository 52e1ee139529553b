import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chargesOf } from '../system/provider.ts';
import type { System } from '../system/system.ts';
import {
  cards,
  inABrowser,
  noAccessibilityFault,
  order,
  orderState,
  pay,
  placeOrder,
  register,
} from './browser-steps.ts';

/** A visitor becomes a customer: catalogue, product, basket, account, order, payment, and what follows shows by itself. */
export const buyInABrowser = (system: () => System): void => {
  test('a visitor registers, orders, is declined, pays with another card, and sees the order confirmed', async () => {
    await inABrowser(system(), async ({ page, context, complaints, toldTo }) => {
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
      await register(page);

      await page.getByRole('button', { name: 'Place order' }).waitFor();
      assert.equal(await page.getByTestId('checkout-total').textContent(), total);
      await noAccessibilityFault(page);
      const orderId = await placeOrder(page);

      await pay(page, cards.declined);
      await page.getByTestId('payment-failure').waitFor();
      await orderState(page, 'reserved');
      await noAccessibilityFault(page);
      await pay(page, cards.good);
      await orderState(page, 'confirmed');
      assert.equal(await page.getByTestId('order-total').textContent(), total);
      await noAccessibilityFault(page);

      const held = (await chargesOf(system(), orderId)).filter(({ state }) => state === 'authorised');
      assert.equal(held.length, 1, 'charged once');
      const provider = `https://localhost:${system().addresses.paymentSandbox.browser.port}`;
      for (const number of [cards.good, cards.declined]) {
        for (const written of [number, number.replaceAll(' ', '')])
          assert.deepEqual(
            toldTo(written).filter((origin) => origin !== provider),
            [],
            'the card goes to the provider and to nobody else',
          );
      }

      const cookies = await context.cookies(system().origin);
      const session = cookies.find(({ name }) => name === '__Host-fondaco');
      assert.ok(session?.httpOnly && session.secure, 'the session cookie is out of reach for scripts');
      const kept = await page.evaluate(
        `JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }])`,
      );
      assert.doesNotMatch(String(kept), /eyJ/, 'no token is within reach for scripts');
      assert.doesNotMatch(String(kept), /4242/, 'no card is kept');
      assert.deepEqual(complaints, []);
    });
  });

  test('a card that asks to be confirmed leads to the bank and back to the confirmed order', async () => {
    await inABrowser(system(), async ({ page, complaints }) => {
      const orderId = await order(page);
      await pay(page, cards.asksCustomer);
      await page.getByRole('button', { name: 'Confirm' }).click();
      await page.waitForURL(new RegExp(`^${system().origin}/orders/${orderId}`));
      await orderState(page, 'confirmed');
      assert.deepEqual(complaints, []);
    });
  });

  test('who refuses at the bank may pay with another card', async () => {
    await inABrowser(system(), async ({ page }) => {
      await order(page);
      await pay(page, cards.asksCustomer);
      await page.getByRole('button', { name: 'Refuse' }).click();
      await page.getByTestId('payment-failure').waitFor();
      await pay(page, cards.good);
      await orderState(page, 'confirmed');
    });
  });

  test('a customer cancels in the browser and sees the end of it', async () => {
    await inABrowser(system(), async ({ page, complaints }) => {
      const orderId = await order(page);
      await pay(page, cards.good);
      await orderState(page, 'confirmed');
      await page.getByRole('button', { name: 'Cancel this order' }).click();
      await page.getByRole('button', { name: 'Yes, cancel it' }).click();
      await orderState(page, 'cancelled');
      const states = (await chargesOf(system(), orderId)).map(({ state }) => state);
      assert.deepEqual(states, ['voided']);
      assert.deepEqual(complaints, []);
    });
  });
};
