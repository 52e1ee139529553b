import type { Routes } from '@fondaco/chassis/service';
import { StaffInvitation, StaffRequest } from '@fondaco/contracts/http/users';
import type { AddStaff } from './add-staff.ts';

export const addStaffRoute =
  (addStaff: AddStaff): Routes =>
  (http) => {
    http.post(
      '/v1/staff',
      {
        config: { access: ['service:operator'] },
        schema: {
          summary: 'Make a staff account, or staff of an existing one',
          body: StaffRequest,
          response: { 201: StaffInvitation },
        },
      },
      async (request, reply) => reply.code(201).send(await addStaff(request.body.email)),
    );
  };
