"""What Alembic runs: the steps that are lacking, on the connection that `migrating` hands over."""

from alembic import context

from cds_service.store.schema.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
)
context.run_migrations()
