import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { System } from '../system/system.ts';
import { inABrowser, noAccessibilityFault } from './browser-steps.ts';

/** A visitor looks for something by its name, with a slip, and finds their way to it. */
export const lookAroundInABrowser = (system: () => System): void => {
  test('a visitor who mistypes finds what was meant, narrows it down, sorts it and opens a product', async () => {
    await inABrowser(system(), async ({ page, complaints }) => {
      const field = page.getByRole('combobox', { name: 'Search the catalogue' });
      await field.pressSequentially('lant');
      await page.getByRole('listbox').waitFor();
      await noAccessibilityFault(page);

      await field.fill('lantren');
      await field.press('Enter');
      await page.getByTestId('corrected').waitFor();
      await page.getByTestId('product-card').first().waitFor();
      assert.match((await page.getByTestId('total').textContent()) ?? '', /^[1-9][\d,]*\+? products?$/);
      await noAccessibilityFault(page);

      await page.getByLabel(/^In stock only/).check();
      await page.waitForURL(/[?&]inStock=true/);
      await page.getByLabel('Sort by').selectOption('price');
      await page.waitForURL(/[?&]sort=price&/);
      await page.locator('[data-testid="catalogue"][aria-busy="false"]').waitFor();
      const prices = (await page.locator('.card .price').allTextContents()).map((text) =>
        Number(text.replace(/[^\d.]/g, '')),
      );
      assert.deepEqual(
        prices,
        prices.toSorted((a, b) => a - b),
      );

      const address = page.url();
      await page.getByTestId('product-card').first().click();
      await page.getByRole('button', { name: /add to basket/i }).waitFor();
      await noAccessibilityFault(page);
      await page.goBack();
      await page.getByTestId('product-card').first().waitFor();
      assert.equal(page.url(), address);
      assert.deepEqual(complaints, []);
    });
  });

  test('an address of a search leads to the same shelf in another browser, and what there isn’t is said', async () => {
    await inABrowser(system(), async ({ page, complaints }) => {
      await page.goto(`${system().origin}/search?q=lantern&inStock=true&sort=-price`);
      await page.getByTestId('product-card').first().waitFor();
      assert.equal(await page.getByLabel(/^In stock only/).isChecked(), true);
      assert.equal(await page.getByLabel('Sort by').inputValue(), '-price');

      await page.goto(`${system().origin}/search?q=${encodeURIComponent('%_\\" 🏮')}`);
      await page.getByTestId('nothing-found').waitFor();
      await noAccessibilityFault(page);
      assert.deepEqual(complaints, []);
    });
  });
};
