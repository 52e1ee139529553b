import type { Routes } from '@fondaco/chassis/service';
import { Category, CategoryEdit } from '@fondaco/contracts/http/catalogue';
import { Uuid } from '@fondaco/contracts/http/common';
import { Type } from 'typebox';
import { categoryName, versionTag, versionToEdit } from '../edit-request.ts';
import type { EditCategory } from './edit-category.ts';

export const editCategoryRoute =
  (editCategory: EditCategory): Routes =>
  (http) => {
    http.patch(
      '/v1/categories/:categoryId',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'editCategory',
          summary: 'Rename or move a category',
          description:
            'Its entity tag, for `If-Match`, is its version in quotes. All that stands below it moves with it.',
          params: Type.Object({ categoryId: Uuid }),
          headers: Type.Object({ 'if-match': Type.Optional(Type.String()) }),
          body: CategoryEdit,
          response: { 200: Category },
        },
      },
      async (request, reply) => {
        const version = versionToEdit(request.headers['if-match']);
        const { name, parentId, ...rest } = request.body;
        const category = await editCategory(request.params.categoryId.toLowerCase(), version, {
          ...rest,
          ...(name !== undefined && { name: categoryName(name) }),
          ...(parentId !== undefined && { parentId: parentId?.toLowerCase() ?? null }),
        });
        return reply.header('etag', versionTag(category.version)).send(category);
      },
    );
  };
