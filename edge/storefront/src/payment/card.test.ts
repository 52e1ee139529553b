import { expect, test, vi } from 'vitest';
import { type CardField, CardRefused, cardFrom } from './card.ts';
import { createCardTokens, ProviderUnreachable } from './card-tokens.ts';

const typed = { number: '4242 4242-4242 4242', expiry: '4/29', cvc: ' 123 ' };
const card = { number: '4242424242424242', expiryMonth: 4, expiryYear: 2029, cvc: '123' };

test('a card is taken as it is typed', () => {
  expect(cardFrom(typed)).toEqual(card);
  for (const expiry of ['04/29', '0429', '04-2029', ' 04 / 29 ', '4/2029']) {
    expect(cardFrom({ ...typed, expiry })).toEqual(card);
  }
});

test.each<[CardField, string]>([
  ['number', ''],
  ['number', '4242'],
  ['number', '4242 4242 4242 424x'],
  ['expiry', ''],
  ['expiry', '13/29'],
  ['expiry', '00/29'],
  ['expiry', 'soon'],
  ['cvc', '12'],
  ['cvc', '12345'],
])('what can be no card is refused at its field: %s %j', (field, value) => {
  const refused = () => cardFrom({ ...typed, [field]: value });
  expect(refused).toThrow(CardRefused);
  expect(refused).toThrow(expect.objectContaining({ field }));
});

const provider = (status: number, body: unknown) => {
  const fetch = vi.fn(async (_url: string | URL | Request, _init?: RequestInit) => {
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  });
  return { fetch, tokenFor: createCardTokens(fetch) };
};
const URL_OF_PROVIDER = 'https://provider.example/v1/card-tokens';

test('a card goes to the provider, without the shop’s cookies, and comes back as a token', async () => {
  const { fetch, tokenFor } = provider(201, { token: 'tok_abc', brand: 'visa', last4: '4242' });
  expect(await tokenFor(URL_OF_PROVIDER, card)).toBe('tok_abc');
  const [url, init] = fetch.mock.calls[0] ?? [];
  expect(url).toBe(URL_OF_PROVIDER);
  expect(init).toMatchObject({ method: 'POST', credentials: 'omit', body: JSON.stringify(card) });
});

test.each<[string, CardField]>([
  ['sandbox/card-number-invalid', 'number'],
  ['sandbox/card-expired', 'expiry'],
  ['sandbox/card-cvc-invalid', 'cvc'],
  ['sandbox/something-new', 'number'],
])('the provider’s %s belongs to the field %s', async (code, field) => {
  await expect(provider(422, { code }).tokenFor(URL_OF_PROVIDER, card)).rejects.toMatchObject({ field });
});

test('a provider that fails, or answers nonsense, is unreachable', async () => {
  for (const { tokenFor } of [provider(503, {}), provider(201, {}), provider(200, '<html>')]) {
    await expect(tokenFor(URL_OF_PROVIDER, card)).rejects.toBeInstanceOf(ProviderUnreachable);
  }
});
