import type { Words } from './words.ts';

export const GERMAN: Words = {
  language: 'de',
  locale: 'de-DE',
  greeting: (name) => (name === '' ? 'Guten Tag,' : `Guten Tag ${name},`),
  closing: 'Diese Nachricht wurde automatisch versandt. Vielen Dank für Ihren Einkauf.',
  order: 'Bestellung',
  date: 'Datum',
  total: 'Summe',
  deliveryTo: 'Lieferung an',
  showOrder: 'Bestellung ansehen',
  onlyTheFirst: 'Das sind nur die ersten Zeilen; alle stehen auf der Seite Ihrer Bestellung.',
  confirmed: {
    subject: 'Ihre Bestellung ist bestätigt',
    text: 'vielen Dank für Ihre Bestellung. Sie ist bestätigt, und wir bereiten sie vor.',
  },
  rejected: {
    subject: 'Wir können Ihre Bestellung nicht liefern',
    text: 'es tut uns leid: Von einem Teil Ihrer Bestellung ist nicht mehr genug vorhanden, deshalb konnten wir sie nicht annehmen.',
    nothingCharged: 'Es wurde nichts abgebucht. Was vorhanden ist, können Sie gern neu bestellen.',
    left: (available) => `noch ${available} vorhanden`,
  },
  shipped: {
    subject: (complete) =>
      complete ? 'Ihre Bestellung ist unterwegs' : 'Ein Teil Ihrer Bestellung ist unterwegs',
    text: (complete) =>
      complete
        ? 'Ihre Bestellung hat unser Haus verlassen.'
        : 'ein Teil Ihrer Bestellung hat unser Haus verlassen. Der Rest folgt.',
    carrier: 'Versand durch',
    trackingCode: 'Sendungsnummer',
  },
  refunded: {
    subject: 'Ihre Erstattung',
    text: (amount) => `wir haben Ihnen ${amount} erstattet.`,
    complete: 'Damit ist Ihre Bestellung vollständig erstattet.',
    when: 'Wann Sie es auf Ihrem Konto sehen, hängt von Ihrer Bank ab; meist dauert es einige Tage.',
  },
};
