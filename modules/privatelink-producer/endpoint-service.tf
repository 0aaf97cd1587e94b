locals {
  # Plain ARNs under themselves; those that another resource makes, under names, because keys must be known.
  allowed_principals = merge({ for arn in var.allowed_principals : arn => arn }, var.allowed_principals_by_name)

  # Without the home region in it the set never converges: https://github.com/hashicorp/terraform-provider-aws/issues/40667
  # The region is that of the load balancer's ARN, so that no data source decides what the service is.
  # An empty list is not the same as none, hence null.
  supported_regions = length(var.supported_regions) == 0 ? null : setunion(var.supported_regions, [local.load_balancer_region])
  is_cross_region   = length(setsubtract(var.supported_regions, [local.home_region])) > 0

  region_partitions = {
    for region in var.supported_regions : region => startswith(region, "cn-") ? "aws-cn" : startswith(region, "us-gov-") ? "aws-us-gov" : "aws"
  }
}

resource "aws_vpc_endpoint_service" "this" {
  acceptance_required        = var.acceptance_required
  network_load_balancer_arns = [local.load_balancer_arn]
  private_dns_name           = try(var.private_dns.name, null)
  supported_ip_address_types = var.supported_ip_address_types
  supported_regions          = local.supported_regions
  tags                       = merge({ Name = var.name }, var.tags)

  lifecycle {
    precondition {
      condition     = var.acceptance_required || var.accept_every_request_without_review
      error_message = "acceptance_required: false connects every request of an allowed principal unseen, which AWS does not recommend; leave it true, or confirm with accept_every_request_without_review = true."
    }

    precondition {
      condition     = !(var.acceptance_required && var.accept_every_request_without_review)
      error_message = "accept_every_request_without_review: contradicts acceptance_required = true; remove one of the two."
    }

    precondition {
      condition     = alltrue([for partition in values(local.region_partitions) : partition == data.aws_partition.current.partition])
      error_message = "supported_regions: PrivateLink does not cross partitions; remove ${join(", ", [for region, partition in local.region_partitions : region if partition != data.aws_partition.current.partition])}."
    }

    precondition {
      condition     = !local.is_cross_region || alltrue([for p in values(var.ports) : p.tcp_idle_timeout_seconds == null || try(p.tcp_idle_timeout_seconds == 350, false)])
      error_message = "ports: ${join(", ", [for name, p in var.ports : name if p.tcp_idle_timeout_seconds != null])}: AWS excludes load balancers with a custom TCP idle timeout from cross-region access; remove tcp_idle_timeout_seconds, or empty supported_regions."
    }

    precondition {
      condition     = !contains(var.supported_ip_address_types, "ipv6") || !local.makes_load_balancer || var.ip_address_type == "dualstack"
      error_message = "supported_ip_address_types: ipv6 needs ip_address_type = \"dualstack\"."
    }

    # The provider keeps what is there when an argument is null, so emptying a variable would leave regions open, or a
    # name in place, without a word.
    postcondition {
      condition     = length(var.supported_regions) > 0 || length(setsubtract(coalesce(self.supported_regions, []), [local.home_region])) == 0
      error_message = "supported_regions: the service still admits other regions, and an empty set leaves them; write [\"${local.home_region}\"] to take them back."
    }

    postcondition {
      condition     = var.private_dns != null || coalesce(self.private_dns_name, "none") == "none"
      error_message = "private_dns: the service still carries the name ${coalesce(self.private_dns_name, "none")}, and leaving the variable out does not take it away; write it, or run: aws ec2 modify-vpc-endpoint-service-configuration --service-id ${self.id} --remove-private-dns-name"
    }
  }

  # A request that arrives in the first second must find a service that answers, and so must every connection when the
  # service moves to another load balancer.
  depends_on = [
    aws_lb_listener.this,
    aws_lb_target_group_attachment.this,
    aws_security_group.rules,
    aws_vpc_security_group_egress_rule.this,
    aws_vpc_security_group_ingress_rule.this,
    data.aws_lb.existing,
    data.aws_lb_listener.existing,
  ]
}

# One resource for each principal, never beside inline `allowed_principals`, which would undo it on every run.
resource "aws_vpc_endpoint_service_allowed_principal" "this" {
  for_each = local.allowed_principals

  vpc_endpoint_service_id = aws_vpc_endpoint_service.this.id
  principal_arn           = each.value

  lifecycle {
    precondition {
      condition     = split(":", each.value)[1] == data.aws_partition.current.partition
      error_message = "allowed_principals: PrivateLink does not cross partitions; this account is in ${data.aws_partition.current.partition}, so name a principal of that partition instead of ${each.value}."
    }

    # Taking one of the two out would take the permission away that the other one keeps.
    precondition {
      condition     = length([for arn in values(local.allowed_principals) : arn if arn == each.value]) == 1
      error_message = "allowed_principals_by_name: ${each.value} is named twice; leave it in one place."
    }
  }
}

check "zones_support_cross_region" {
  assert {
    condition     = !local.is_cross_region || length(setintersection(keys(var.subnets), ["use1-az3", "usw1-az2", "apne1-az3", "apne2-az2", "apne2-az4"])) == 0
    error_message = "subnets: AWS has no cross-region PrivateLink in use1-az3, usw1-az2, apne1-az3, apne2-az2 and apne2-az4; keep the service in other zones."
  }
}
