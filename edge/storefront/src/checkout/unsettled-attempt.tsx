import { Link } from 'react-router';
import { explain } from '../page/explain.ts';
import { formatMoney } from '../page/money.ts';
import type { CheckoutAttempt } from './checkout-attempt.ts';
import type { Placing } from './placing.ts';

type Props = { readonly attempt: CheckoutAttempt; readonly placing: Placing };

/** An order was sent and no final answer came. Sending it again cannot place it twice. */
export const UnsettledAttempt = ({ attempt, placing }: Props) => (
  <div className="notice notice-block" role="alert" data-testid="unsettled-attempt">
    <h2>We don’t know yet whether your order arrived</h2>
    <p>
      {placing.failure
        ? `${explain(placing.failure, navigator.onLine).detail} `
        : 'The answer to your last order was lost on its way. '}
      Ask again: if the order of {formatMoney(attempt.request.expectedTotal)} is already placed, it is not
      placed a second time.
    </p>
    <p className="actions">
      <button type="button" className="button" onClick={() => placing.place(() => attempt)}>
        Ask again
      </button>
      <Link className="button button-quiet" to="/orders">
        Look at your orders
      </Link>
      <button type="button" className="link-button" onClick={placing.forget}>
        Let it go and start over
      </button>
    </p>
  </div>
);
