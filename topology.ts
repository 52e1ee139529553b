import type { Topology } from './platform/topology-types.ts';

/**
 * The whole system on one page. Everything that depends on which parts there are, who calls whom and
 * which topics carry what is rendered from here: the run plan, nginx's configuration, the brokers'
 * topics, users and ACLs, the scrape targets, firewalls, the Compose file, AWS's stacks. A new service is a
 * folder and an entry.
 *
 * Parts start in the order in which they stand here, databases and brokers before services.
 */
export const topology = {
  services: {
    users: {
      database: true,
      calls: [],
      publicApi: [{ path: '/users' }, { path: '/sessions' }, { path: '/me' }],
      operator: true,
    },
    products: {
      database: true,
      calls: ['users'],
      publicApi: [
        { path: '/products', cached: true },
        // The file itself is the body.
        { path: '/products/images', maxBody: '10m' },
        { path: '/categories', cached: true },
        { path: '/stock' },
      ],
      /** Pictures, which pages load by their address. */
      media: true,
      operator: true,
    },
    payments: {
      database: true,
      calls: ['users'],
      publicApi: [{ path: '/payments' }],
      /** What the provider tells us comes in here, signed. */
      webhooks: true,
      operator: true,
    },
    orders: {
      database: true,
      calls: ['users', 'products', 'payments'],
      // Placing an order is idempotent by its key, so nginx may send it again.
      publicApi: [{ path: '/orders', idempotentByKey: true, streams: true }],
      operator: true,
    },
    notifications: {
      database: true,
      calls: ['users'],
      publicApi: [],
      operator: true,
    },
  },

  edge: {
    'storefront-bff': {
      calls: ['users', 'products', 'orders', 'payments'],
      route: '/bff',
      cached: ['/catalogue', '/categories', '/products', '/search', '/suggestions'],
      // Whether people can buy is an objective of its own.
      counted: ['/orders'],
    },
    'backoffice-bff': {
      calls: ['users'],
      route: '/backoffice/bff',
      observes: true,
    },
  },

  /** Static builds: S3 and a CDN in the cloud, nginx locally. */
  interfaces: {
    storefront: { route: '/', bff: 'storefront-bff' },
    backoffice: { route: '/backoffice', bff: 'backoffice-bff' },
  },

  /** Partitions stay as they are for a topic's life: they decide which events keep their order. */
  topics: {
    'products.product': {
      owner: 'products',
      key: 'product id',
      partitions: 12,
      cleanup: 'compact',
    },
    'products.reservation': {
      owner: 'products',
      key: 'order id',
      partitions: 12,
      cleanup: 'delete',
      retentionDays: 7,
    },
    'products.stock': {
      owner: 'products',
      key: 'SKU',
      partitions: 12,
      cleanup: 'delete',
      retentionDays: 7,
    },
    // Names and addresses are in it: it may not be kept for longer.
    'orders.order': {
      owner: 'orders',
      key: 'order id',
      partitions: 12,
      cleanup: 'delete',
      retentionDays: 7,
    },
    'payments.payment': {
      owner: 'payments',
      key: 'order id',
      partitions: 12,
      cleanup: 'delete',
      retentionDays: 7,
    },
  },

  /** `start` says where a group begins that has never read: at the earliest message, or at now. */
  consumers: {
    'orders.product-copy': { service: 'orders', topics: ['products.product'], start: 'earliest' },
    'orders.order-process': {
      service: 'orders',
      topics: ['products.reservation', 'payments.payment'],
      start: 'earliest',
    },
    'products.reservations': { service: 'products', topics: ['orders.order'], start: 'earliest' },
    'payments.orders': { service: 'payments', topics: ['orders.order'], start: 'earliest' },
    // A new mailer must not mail all of history.
    'notifications.mailer': { service: 'notifications', topics: ['orders.order'], start: 'latest' },
  },

  /** Nobody but these may open a connection out of the private network, and to nobody else. */
  egress: {
    'payment-provider': { from: ['payments'], speaks: 'https' },
    'mail-server': { from: ['notifications'], speaks: 'smtp' },
    slack: { from: ['alertmanager'], speaks: 'https' },
  },
} as const satisfies Topology;
