-- Categories whose products have to be listed anew, because a category is called otherwise or stands elsewhere, and
-- how far that has come in the order of product ids. Asked for twice it is done twice: nobody waits for one at work.
CREATE TABLE category_relisting (
  relisting_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  category_id  uuid NOT NULL,
  done_to      uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000'
);
DROP INDEX product_category;
CREATE INDEX product_category ON product (category_id, product_id);
