import { Type } from 'typebox';

/** An amount in minor units with its ISO 4217 code, as events carry it. */
export const EventMoney = Type.Object({ amountMinor: Type.Integer(), currency: Type.String() });
