data "aws_partition" "current" {}

# `id` is the region's code in providers 5 and 6 alike; `name` is deprecated in 6, `region` unknown to 5.
data "aws_region" "current" {}

# Names of zones differ between accounts, ids do not. The service reports names.
data "aws_availability_zones" "current" {
  state = "available"
}

locals {
  # With `depends_on` on the module, data sources are unknown in every plan in which something is to be done there. So they
  # only check and inform: what resources are made from comes from variables and from other resources.
  home_region = data.aws_region.current.id
  zone_ids    = zipmap(data.aws_availability_zones.current.names, data.aws_availability_zones.current.zone_ids)

  # arn:<partition>:ec2:<region>:<account>:vpc-endpoint-service/<id>
  service_region     = split(":", aws_vpc_endpoint_service.this.arn)[3]
  service_account_id = split(":", aws_vpc_endpoint_service.this.arn)[4]

  # The existing load balancer as an object, not an id: whether it is set is then known before its ARN is.
  makes_load_balancer  = var.existing_load_balancer == null
  load_balancer_name   = coalesce(var.load_balancer_name, var.name)
  load_balancer_arn    = local.makes_load_balancer ? one(aws_lb.this[*].arn) : var.existing_load_balancer.arn
  load_balancer_region = split(":", local.load_balancer_arn)[3]

  managed_listeners     = { for name, p in var.ports : name => p if !p.existing_listener }
  existing_listeners    = { for name, p in var.ports : name => p if p.existing_listener }
  managed_target_groups = { for name, p in local.managed_listeners : name => p if p.existing_target_group == null }
}
