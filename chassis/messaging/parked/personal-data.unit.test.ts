import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ERASED, erasePersonalData, MASKED, maskPersonalData } from './personal-data.ts';

const confirmed = {
  orderId: '019a0000-0000-7000-8000-000000000001',
  customerId: '019a0000-0000-7000-8000-000000000002',
  recipient: { email: 'ann@example.com', name: 'Ann Example', language: 'de' },
  delivery: {
    name: 'Ann Example',
    line1: '1 Long Road',
    line2: 'Flat 2',
    postcode: 'AB1 2CD',
    city: 'Leeds',
    country: 'GB',
  },
  lines: [{ sku: 'MUG-1', name: 'Mug, red', quantity: 2, total: { amountMinor: 798, currency: 'GBP' } }],
  total: { amountMinor: 798, currency: 'GBP' },
};

describe('personal data of an event', () => {
  test('is masked by the names of its fields; ids, amounts and articles stay', () => {
    assert.deepEqual(maskPersonalData(confirmed), {
      ...confirmed,
      recipient: { email: MASKED, name: MASKED, language: 'de' },
      delivery: {
        name: MASKED,
        line1: MASKED,
        line2: MASKED,
        postcode: MASKED,
        city: MASKED,
        country: 'GB',
      },
    });
  });

  test('is recognised in whatever way its names are written, and with all that is inside of it', () => {
    assert.deepEqual(
      maskPersonalData({
        'E-Mail': 'x',
        POSTAL_CODE: 'AB1',
        phone: 441134960000,
        address: { userId: 'u1', country: 'GB', lines: ['1 Long Road', { more: 'Flat 2' }], verified: true },
      }),
      {
        'E-Mail': MASKED,
        POSTAL_CODE: MASKED,
        phone: MASKED,
        address: { userId: 'u1', country: 'GB', lines: [MASKED, { more: MASKED }], verified: true },
      },
    );
  });

  test('that no name tells of: addresses of e-mail and tokens are masked inside any text', () => {
    const masked = JSON.stringify(
      maskPersonalData({
        note: 'ask ann@example.com, please',
        list: ['bob@example.org'],
        token: 'tok_visa_4242',
        deep: { header: 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2ln' },
      }),
    );
    assert.doesNotMatch(masked, /example|tok_|eyJ/);
    assert.match(masked, /ask .*, please/);
  });

  test('is erased so that the event keeps its form', () => {
    assert.deepEqual(erasePersonalData({ ...confirmed, phone: 441134960000, email: null }), {
      ...confirmed,
      recipient: { email: ERASED, name: ERASED, language: 'de' },
      delivery: {
        name: ERASED,
        line1: ERASED,
        line2: ERASED,
        postcode: ERASED,
        city: ERASED,
        country: 'GB',
      },
      phone: 0,
      email: null,
    });
  });

  test('is erased once: a second time changes nothing', () => {
    const once = erasePersonalData({ ...confirmed, note: 'ask ann@example.com' });
    assert.deepEqual(erasePersonalData(once), once);
  });

  test('does not survive below a depth that no event has', () => {
    let data: unknown = { secretary: 'Ann' };
    for (let depth = 0; depth < 1_000; depth += 1) data = [data];
    assert.doesNotMatch(JSON.stringify(maskPersonalData(data)), /Ann/);
  });

  test('what is no object is shown as it is', () => {
    assert.deepEqual([null, 1, true, 'text'].map(maskPersonalData), [null, 1, true, 'text']);
  });
});
