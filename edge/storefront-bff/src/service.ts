import {
  acceptSessions,
  createAsUser,
  createLoginRenewal,
  createSessionCookies,
  logInRoute,
  logOutRoute,
  passingOn,
  passingOnStream,
  readSessionRoute,
} from '@fondaco/chassis/bff';
import {
  createHttp,
  createHttpCall,
  createHttpStream,
  createServiceTokenSigner,
  type Service,
  type ServiceContext,
} from '@fondaco/chassis/service';
import { categoriesClient } from '@fondaco/contracts/http/catalogue';
import { ordersClient } from '@fondaco/contracts/http/orders';
import { paymentsClient } from '@fondaco/contracts/http/payments';
import { productsClient } from '@fondaco/contracts/http/products';
import { LogIn, Visitor } from '@fondaco/contracts/http/storefront-bff';
import { usersClient } from '@fondaco/contracts/http/users';
import { cancelOrderRoute } from './cancel-order/cancel-order.route.ts';
import { createCheckoutTrace } from './checkout-trace/checkout-trace.ts';
import type { Config } from './config.ts';
import { listCatalogueRoute } from './list-catalogue/list-catalogue.route.ts';
import { listCategoriesRoute } from './list-categories/list-categories.route.ts';
import { listOrdersRoute } from './list-orders/list-orders.route.ts';
import { payOrderRoute } from './pay-order/pay-order.route.ts';
import { placeOrderRoute } from './place-order/place-order.route.ts';
import { quoteBasketRoute } from './quote-basket/quote-basket.route.ts';
import { readOrderRoute } from './read-order/read-order.route.ts';
import { readPaymentFormRoute } from './read-payment-form/read-payment-form.route.ts';
import { readProductRoute } from './read-product/read-product.route.ts';
import { registerRoute } from './register/register.route.ts';
import { searchCatalogueRoute } from './search-catalogue/search-catalogue.route.ts';
import { suggestRoute } from './suggest/suggest.route.ts';
import { watchOrderRoute } from './watch-order/watch-order.route.ts';

const SERVICE = 'storefront-bff';
const SESSION_PATH = '/bff/session';
export const COOKIE = '__Host-fondaco';

/** The largest body is a basket of a hundred lines. */
const BODY_LIMIT = 64 * 1024;

/** Orders sends a heartbeat three times as often. */
const STREAM_SILENCE_MS = 75_000;

/** An order's page waits this long for its payment, then comes without: somebody wants to see the order. */
const PAYMENT_OF_AN_ORDER_MS = 1_000;

/** The storefront's backend as it is composed. It owns nothing: every answer is made of services' answers. */
export const createStorefrontBff = async ({
  config,
  log,
  metrics,
  now = () => new Date(),
}: ServiceContext<Config> & { readonly now?: () => Date }): Promise<Service> => {
  const sign = createServiceTokenSigner({ service: SERVICE, key: config.SERVICE_KEY });
  const callTo = (upstream: string, baseUrl: string, deadlineMs = 3_000) =>
    passingOn(createHttpCall({ upstream, baseUrl, sign, deadlineMs, metrics, log }));
  const callUsers = callTo('users', config.USERS_URL);
  const callProducts = callTo('products', config.PRODUCTS_URL);
  const callOrders = callTo('orders', config.ORDERS_URL);
  const callPayments = callTo('payments', config.PAYMENTS_URL);
  const callPaymentsBriefly = callTo('payments', config.PAYMENTS_URL, PAYMENT_OF_AN_ORDER_MS);
  const openOrderStream = passingOnStream(
    createHttpStream({
      upstream: 'orders',
      baseUrl: config.ORDERS_URL,
      silenceMs: STREAM_SILENCE_MS,
      metrics,
    }),
  );
  const users = usersClient(callUsers);
  const products = productsClient(callProducts);
  const orders = ordersClient(callOrders);
  const payments = paymentsClient(callPayments);

  const cookies = createSessionCookies({ name: COOKIE, secret: config.SESSION_SECRET });
  const asUser = createAsUser({ bff: SERVICE, cookies, renewal: createLoginRenewal({ users, now }) });

  const checkoutTrace = createCheckoutTrace(config.SESSION_SECRET);
  // Sessions are cookies that the BFF checks itself, so to the chassis every route is public.
  const http = await createHttp({
    name: SERVICE,
    log,
    metrics,
    bodyLimitBytes: BODY_LIMIT,
    traceOf: checkoutTrace.of,
  });
  await acceptSessions(http, { bff: SERVICE, cookies, publicOrigin: config.PUBLIC_ORIGIN });

  const session = { path: SESSION_PATH, visitor: Visitor };
  readSessionRoute({ ...session, cookies })(http);
  logInRoute({ ...session, credentials: LogIn, users, cookies, now })(http);
  logOutRoute({ ...session, users, cookies })(http);
  registerRoute({ users, cookies, now })(http);
  listCategoriesRoute(categoriesClient(callProducts))(http);
  listCatalogueRoute(products)(http);
  searchCatalogueRoute(products)(http);
  suggestRoute(products)(http);
  readProductRoute(products)(http);
  quoteBasketRoute(products)(http);
  placeOrderRoute({ orders, asUser, checkoutTrace })(http);
  listOrdersRoute({ orders, asUser })(http);
  readOrderRoute({ orders, payments: paymentsClient(callPaymentsBriefly), asUser })(http);
  watchOrderRoute({ openOrderStream, asUser })(http);
  cancelOrderRoute({ orders, asUser })(http);
  readPaymentFormRoute(config.PAYMENT_TOKEN_URL)(http);
  payOrderRoute({ payments, asUser })(http);

  return {
    http,
    background: [],
    // A service that is away takes only its own routes with it; the BFF is of use without any of them.
    checks: {},
    close: async () => {
      const upstreams = [
        callUsers,
        callProducts,
        callOrders,
        callPayments,
        callPaymentsBriefly,
        openOrderStream,
      ];
      await Promise.all(upstreams.map((upstream) => upstream.close()));
    },
  };
};
