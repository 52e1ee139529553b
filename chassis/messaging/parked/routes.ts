import type { Routes } from '../../service/index.ts';
import { changeRoutes } from './change-routes.ts';
import type { ParkedMessagesOptions } from './handling.ts';
import { lookRoutes } from './look-routes.ts';

/**
 * `/v1/parked-messages` of a service, for staff and the operator: list, look at, retry, discard, erase, and what was
 * done. `consumers` are all that the service has.
 */
export const parkedMessageRoutes = (options: ParkedMessagesOptions): Routes => {
  const look = lookRoutes(options);
  const change = changeRoutes(options);
  return (http) => {
    look(http);
    change(http);
  };
};
