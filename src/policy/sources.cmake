set(policy_sources)
