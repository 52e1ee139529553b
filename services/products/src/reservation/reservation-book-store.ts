import type { Transaction } from '@fondaco/chassis/postgres';
import type { AnnounceStock } from '../announce-stock.ts';
import { available, type Stock } from '../stock/stock.ts';
import { lockStock, type Movement, moveStock } from '../stock/stock-store.ts';
import { beyondReserved, isHeld, type Line, openLines, type Reservation, without } from './reservation.ts';
import {
  endReservations,
  findLines,
  findParts,
  insertParts,
  insertReservations,
  lockReservations,
  type Part,
  updateLines,
} from './reservation-store.ts';

/** What a message is going to look at: the stock of `skus`, if its order is new, or of its open lines. */
export type Announcement = { readonly orderId: string; readonly skus?: readonly string[] };

/**
 * Reservations and stock as they are after everything that this transaction has done so far. Changes are
 * written when it comes to its end, whatever their number by a few statements.
 */
export type ReservationBook = {
  reservationOf(orderId: string): Reservation | undefined;
  stockOf(skus: readonly string[]): Stock[];
  /** A new reservation; its lines are reserved. */
  open(reservation: Reservation): void;
  /**
   * Takes the lines of a shipment or refund out of the order's reservation, once. Nothing happens where lines
   * are `beyond` what is still reserved: nobody may guess what has left the house.
   */
  take(
    part: Part & { readonly lines: readonly Line[] },
  ): { readonly outcome: 'taken' | 'repeated' } | { readonly outcome: 'beyond'; readonly lines: Line[] };
  /** Gives back all that is still reserved, and answers what that was. */
  cancel(reservation: Reservation): Line[];
};

/**
 * Transactions deal with several messages. Each message is announced before the first is decided upon, so that
 * the first locks for all: reservations by id, then stock by SKU, and nobody waits for one another in a circle.
 */
export const createReservationBooks = ({ announceStock }: { readonly announceStock: AnnounceStock }) => {
  const announced = new WeakMap<Transaction, Announcement[]>();
  const books = new WeakMap<Transaction, LoadedBook>();

  return {
    announce: (tx: Transaction, announcements: readonly Announcement[]): void => {
      announced.set(tx, [...(announced.get(tx) ?? []), ...announcements]);
    },

    /** The transaction's book, in which all that was announced is locked, and `announcement` too. */
    open: async (tx: Transaction, announcement: Announcement): Promise<ReservationBook> => {
      let book = books.get(tx);
      if (book === undefined) {
        book = createBook(tx, announceStock);
        books.set(tx, book);
        tx.beforeCommit(book.write);
      }
      await book.load([...(announced.get(tx) ?? []), announcement]);
      announced.delete(tx);
      return book;
    },
  };
};

type LoadedBook = ReservationBook & {
  load(announcements: readonly Announcement[]): Promise<void>;
  write(): Promise<void>;
};

export type ReservationBooks = ReturnType<typeof createReservationBooks>;

const createBook = (tx: Transaction, announceStock: AnnounceStock): LoadedBook => {
  const seen = new Set<string>();
  const reservations = new Map<string, Reservation>();
  const stock = new Map<string, Stock>();
  const stockBefore = new Map<string, Stock>();
  const parts = new Set<string>();

  const opened = new Set<string>();
  const ended = new Set<string>();
  const changed = new Set<string>();
  const newParts: Part[] = [];
  const movements: Movement[] = [];

  const loadReservations = async (orderIds: readonly string[]): Promise<void> => {
    const found = await lockReservations(tx, orderIds);
    const foundIds = found.map(({ orderId }) => orderId);
    // Statements of their own: one that waits for a lock looks at other tables as they were before.
    const lines = foundIds.length === 0 ? [] : await findLines(tx, foundIds);
    const known = foundIds.length === 0 ? [] : await findParts(tx, foundIds);
    const linesOf = Map.groupBy(lines, ({ orderId }) => orderId);
    for (const row of found) reservations.set(row.orderId, { ...row, lines: linesOf.get(row.orderId) ?? [] });
    for (const part of known) parts.add(partKey(part.orderId, part.partId));
  };

  const load = async (announcements: readonly Announcement[]): Promise<void> => {
    const fresh = announcements.filter(({ orderId }) => !seen.has(orderId));
    if (fresh.length === 0) return;
    const orderIds = [...new Set(fresh.map(({ orderId }) => orderId))];
    await loadReservations(orderIds);
    for (const orderId of orderIds) seen.add(orderId);
    const skus = fresh.flatMap(({ orderId, skus = [] }) => {
      const reservation = reservations.get(orderId);
      return reservation ? openLines(reservation).map(({ sku }) => sku) : skus;
    });
    const missing = [...new Set(skus)].filter((sku) => !stock.has(sku));
    if (missing.length === 0) return;
    for (const item of await lockStock(tx, missing)) {
      stock.set(item.sku, item);
      stockBefore.set(item.sku, item);
    }
  };

  const move = (movement: Movement): void => {
    movements.push(movement);
    const item = stock.get(movement.sku);
    if (item === undefined) throw new Error(`the stock of ${movement.sku} is not locked`);
    stock.set(movement.sku, {
      ...item,
      onHand: item.onHand + movement.onHand,
      reserved: item.reserved + movement.reserved,
    });
  };

  const takeOut = (reservation: Reservation, lines: readonly Line[], reason: Part['reason']): void => {
    const { orderId } = reservation;
    const left = without(reservation, lines, reason === 'shipment' ? 'shipped' : 'released');
    reservations.set(orderId, left);
    if (lines.length > 0) changed.add(orderId);
    if (!isHeld(left)) ended.add(orderId);
    const onHand = (quantity: number) => (reason === 'shipment' ? -quantity : 0);
    for (const { sku, quantity } of lines)
      move({ reference: orderId, sku, onHand: onHand(quantity), reserved: -quantity, reason });
  };

  const availabilityChanges = () =>
    [...stockBefore.values()].map((before) => ({
      sku: before.sku,
      before: available(before),
      after: available(stock.get(before.sku) ?? before),
    }));

  const write = async (): Promise<void> => {
    const of = (ids: Set<string>) => [...reservations.values()].filter(({ orderId }) => ids.has(orderId));
    if (opened.size > 0) await insertReservations(tx, of(opened));
    const knownEnded = of(ended).filter(({ orderId }) => !opened.has(orderId));
    if (knownEnded.length > 0) await endReservations(tx, knownEnded);
    const lines = of(changed).flatMap(({ orderId, lines }) => lines.map((line) => ({ ...line, orderId })));
    if (lines.length > 0) await updateLines(tx, lines);
    if (newParts.length > 0) await insertParts(tx, newParts);
    if (movements.length === 0) return;
    await moveStock(tx, movements);
    await announceStock(tx, availabilityChanges());
  };

  return {
    load,
    write,

    reservationOf: (orderId) => reservations.get(orderId),
    stockOf: (skus) => skus.flatMap((sku) => stock.get(sku) ?? []),

    open: (reservation) => {
      const { orderId } = reservation;
      reservations.set(orderId, reservation);
      opened.add(orderId);
      for (const { sku, quantity } of reservation.lines)
        move({ reference: orderId, sku, onHand: 0, reserved: quantity, reason: 'reservation' });
    },

    take: ({ lines, ...part }) => {
      const { orderId, partId } = part;
      if (parts.has(partKey(orderId, partId))) return { outcome: 'repeated' };
      const reservation = reservations.get(orderId);
      const beyond = beyondReserved(reservation, lines);
      if (!reservation || beyond.length > 0) return { outcome: 'beyond', lines: beyond };
      parts.add(partKey(orderId, partId));
      newParts.push(part);
      takeOut(reservation, lines, part.reason);
      return { outcome: 'taken' };
    },

    cancel: (reservation) => {
      const lines = openLines(reservation);
      takeOut({ ...reservation, cancelled: true }, lines, 'release');
      return lines;
    },
  };
};

const partKey = (orderId: string, partId: string): string => `${orderId} ${partId}`;
