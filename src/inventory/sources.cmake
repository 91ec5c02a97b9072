set(inventory_sources)
