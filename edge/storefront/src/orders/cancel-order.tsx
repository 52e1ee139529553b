import { useState } from 'react';
import { FormFailure } from '../page/failure.tsx';
import { useShop } from '../shop.tsx';

type Props = { readonly orderId: string /** The order may have changed. */; readonly onDone: () => void };

/** Asks once more before an order is given up. */
export const CancelOrder = ({ orderId, onDone }: Props) => {
  const { bff } = useShop();
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  const cancel = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await bff.cancelOrder(orderId);
    } catch (reason) {
      setFailure(reason);
    } finally {
      setBusy(false);
      setAsked(false);
      onDone();
    }
  };

  return (
    <div className="cancel">
      <FormFailure failure={failure} />
      {asked ? (
        <>
          <p role="status">Cancel the whole order? What you have paid for it is given back.</p>
          <p className="actions">
            <button
              type="button"
              className="button button-quiet"
              disabled={busy}
              onClick={() => void cancel()}
            >
              {busy ? 'Cancelling…' : 'Yes, cancel it'}
            </button>
            <button type="button" className="link-button" disabled={busy} onClick={() => setAsked(false)}>
              Keep it
            </button>
          </p>
        </>
      ) : (
        <button type="button" className="link-button" onClick={() => setAsked(true)}>
          Cancel this order
        </button>
      )}
    </div>
  );
};
