import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { System } from '../system/system.ts';
import { inABrowser, noAccessibilityFault } from './browser-steps.ts';

const PASSWORD = 'a sentence for the back office';
const PHONE = { width: 390, height: 800 };

/** Somebody whom the operator made staff, for the first time in the back office. */
const logIn = async (page: Page, system: System, email: string): Promise<void> => {
  const { code, stdout, stderr } = await system.fondaco('staff', 'add', email, '--json');
  assert.equal(code, 0, stderr);
  const { oneTimePassword } = JSON.parse(stdout) as { oneTimePassword: string };
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(oneTimePassword);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
};

const noSidewaysScrolling = async (page: Page): Promise<void> => {
  // As a text, because the browser runs it: none of its globals are known here.
  const [content, window] = (await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')) as [
    number,
    number,
  ];
  assert.ok(content <= window, `${content} pixels wide in a window of ${window}`);
};

/** Staff look at how the whole system is. */
export const operationsInABrowser = (system: () => System): void => {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`staff see the system, live, and every dashboard, in a ${colorScheme} theme, by desk and phone`, async () => {
      await inABrowser(system(), async ({ page, complaints }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.goto(`${system().origin}/backoffice/`);
        await page.getByRole('heading', { name: 'Log in' }).waitFor();
        await noAccessibilityFault(page);
        await logIn(page, system(), `${colorScheme}@staff.example`);

        for (const part of ['gateway', 'balancer', 'storefront-bff', 'orders', 'orders.order'])
          await page.locator(`[data-node="${part}"][data-health="up"]`).waitFor();
        assert.equal(await page.getByTestId('database').count(), 5);
        await noAccessibilityFault(page);
        await page.getByRole('link', { name: 'orders', exact: true }).focus();
        await page.locator('.edge-lit').first().waitFor({ state: 'attached' });

        for (const link of await page.locator('nav.tabs a').all()) {
          const name = (await link.textContent()) ?? '';
          await link.click();
          if (name === 'System') continue;
          await page.getByRole('heading', { level: 1, name }).waitFor();
          await page.locator('[data-testid="dashboard"][aria-busy="false"]').waitFor();
          assert.equal(await page.getByText('Prometheus could not answer this.').count(), 0, name);
          await noAccessibilityFault(page);
        }

        await page.setViewportSize(PHONE);
        for (const path of [
          'operations',
          'operations/dashboards/overview',
          'operations/runbooks/service-down',
        ]) {
          await page.goto(`${system().origin}/backoffice/${path}`);
          await page.getByRole('heading', { level: 1 }).waitFor();
          await noSidewaysScrolling(page);
          await noAccessibilityFault(page);
        }
        assert.deepEqual(
          // Chromium reports every answer of 4xx, the one-time password's 403 among them.
          complaints.filter((complaint) => !complaint.includes('status of 403')),
          [],
        );
      });
    });
  }

  test('the chosen theme wins over the browser’s own and is kept', async () => {
    await inABrowser(system(), async ({ page }) => {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(`${system().origin}/backoffice/`);
      await page.getByLabel('Dark').check({ force: true });
      const background = () =>
        page.evaluate('getComputedStyle(document.body).backgroundColor') as Promise<string>;
      const dark = await background();
      await page.reload();
      await page.getByRole('heading', { name: 'Log in' }).waitFor();
      assert.equal(await background(), dark);
      await page.getByLabel('Light').check({ force: true });
      assert.notEqual(await background(), dark);
    });
  });

  test('a customer who logs in at the back office is refused', async () => {
    await inABrowser(system(), async ({ page }) => {
      await page.goto(`${system().origin}/register`);
      await page.getByLabel('Name').fill('Ada Shopper');
      await page.getByLabel('E-mail').fill('ada.at.the.back.door@browser.example');
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByTestId('visitor-name').waitFor();

      await page.goto(`${system().origin}/backoffice/`);
      await page.getByLabel('E-mail').fill('ada.at.the.back.door@browser.example');
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByTestId('form-failure').waitFor();
      assert.match((await page.getByTestId('form-failure').textContent()) ?? '', /staff only/);
    });
  });

  test('a part that dies shows as down with its alert and runbook, and as up when it is back', async () => {
    await inABrowser(system(), async ({ page }) => {
      await page.goto(`${system().origin}/backoffice/`);
      await logIn(page, system(), 'night.shift@staff.example');
      await page.locator('[data-node="notifications"][data-health="up"]').waitFor();
      assert.equal((await system().fondaco('freeze', 'notifications-1')).code, 0);
      try {
        await page.locator('[data-node="notifications"][data-health="down"]').waitFor({ timeout: 60_000 });
        const alert = page.getByTestId('alerts').locator('li', { hasText: 'ServiceDown' });
        await alert.locator('text=notifications').first().waitFor({ timeout: 90_000 });
        await noAccessibilityFault(page);
        await alert
          .first()
          .getByRole('link', { name: /Runbook/ })
          .click();
        await page.getByRole('heading', { level: 1, name: 'ServiceDown' }).waitFor();
        await page.goBack();
      } finally {
        await system().fondaco('thaw', 'notifications-1');
      }
      await page.locator('[data-node="notifications"][data-health="up"]').waitFor({ timeout: 60_000 });
    });
  });
};
