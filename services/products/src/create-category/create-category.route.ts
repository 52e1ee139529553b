import type { Routes } from '@fondaco/chassis/service';
import { Category, NewCategory } from '@fondaco/contracts/http/catalogue';
import { categoryName, versionTag } from '../edit-request.ts';
import type { CreateCategory } from './create-category.ts';

export const createCategoryRoute =
  (createCategory: CreateCategory): Routes =>
  (http) => {
    http.post(
      '/v1/categories',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'createCategory',
          summary: 'Add a category',
          description: 'At the top without a `parentId`. Its slug is made of its name unless it is given.',
          body: NewCategory,
          response: { 201: Category },
        },
      },
      async (request, reply) => {
        const category = await createCategory({ ...request.body, name: categoryName(request.body.name) });
        return reply.code(201).header('etag', versionTag(category.version)).send(category);
      },
    );
  };
