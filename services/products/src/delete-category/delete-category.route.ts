import type { Routes } from '@fondaco/chassis/service';
import { Uuid } from '@fondaco/contracts/http/common';
import { Type } from 'typebox';
import type { DeleteCategory } from './delete-category.ts';

export const deleteCategoryRoute =
  (deleteCategory: DeleteCategory): Routes =>
  (http) => {
    http.delete(
      '/v1/categories/:categoryId',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'deleteCategory',
          summary: 'Remove a category with nothing in it',
          params: Type.Object({ categoryId: Uuid }),
          response: { 204: Type.Null() },
        },
      },
      async (request, reply) => {
        await deleteCategory(request.params.categoryId);
        return reply.code(204).send(null);
      },
    );
  };
