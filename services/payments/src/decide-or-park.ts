import { Unprocessable } from '@fondaco/chassis/messaging';
import { type Decision, Impossible } from './payment/payment.ts';

/** A message that says what cannot have happened will say so again: it is parked. */
export const decideOrPark = (decide: () => Decision): Decision => {
  try {
    return decide();
  } catch (error) {
    if (error instanceof Impossible) throw new Unprocessable(error.message, { cause: error });
    throw error;
  }
};
