import type { Words } from './words.ts';

export const ENGLISH: Words = {
  language: 'en',
  locale: 'en-GB',
  greeting: (name) => (name === '' ? 'Hello,' : `Hello ${name},`),
  closing: 'This message was sent automatically. Thank you for shopping with us.',
  order: 'Order',
  date: 'Date',
  total: 'Total',
  deliveryTo: 'Delivery to',
  showOrder: 'View your order',
  onlyTheFirst: 'These are the first lines only; the page of your order shows all of them.',
  confirmed: {
    subject: 'Your order is confirmed',
    text: 'Thank you for your order. It is confirmed, and we are getting it ready.',
  },
  rejected: {
    subject: 'We cannot deliver your order',
    text: 'We are sorry: of some of what you ordered there is not enough left, so we could not accept your order.',
    nothingCharged: 'Nothing was charged. You are welcome to order again what is available.',
    left: (available) => `${available} left`,
  },
  shipped: {
    subject: (complete) => (complete ? 'Your order is on its way' : 'A part of your order is on its way'),
    text: (complete) =>
      complete
        ? 'Your order has left our house.'
        : 'A part of your order has left our house. The rest will follow.',
    carrier: 'Carrier',
    trackingCode: 'Tracking code',
  },
  refunded: {
    subject: 'Your refund',
    text: (amount) => `We have refunded ${amount} to you.`,
    complete: 'With this, your order is refunded in full.',
    when: 'It depends on your bank when you see it on your account; mostly it takes a few days.',
  },
};
