data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

# `id` is the region's code in providers 5 and 6 alike; `name` is deprecated in 6, `region` unknown to 5.
data "aws_region" "current" {}

# Names of zones differ between accounts, ids do not. The service reports names.
data "aws_availability_zones" "current" {
  state = "available"
}

locals {
  home_region = data.aws_region.current.id
  zone_ids    = zipmap(data.aws_availability_zones.current.names, data.aws_availability_zones.current.zone_ids)

  # The existing load balancer as an object, not an id: whether it is set is then known before its ARN is.
  makes_load_balancer = var.existing_load_balancer == null
  vpc_id              = local.makes_load_balancer ? var.vpc_id : one(data.aws_lb.existing[*].vpc_id)
  load_balancer_arn   = local.makes_load_balancer ? one(aws_lb.this[*].arn) : one(data.aws_lb.existing[*].arn)

  managed_listeners     = { for name, p in var.ports : name => p if !p.existing_listener }
  existing_listeners    = { for name, p in var.ports : name => p if p.existing_listener }
  managed_target_groups = { for name, p in local.managed_listeners : name => p if p.existing_target_group == null }
}
