locals {
  # The part that a wildcard name shares with all it covers is the part to prove.
  verified_domain = try(trimprefix(var.private_dns.name, "*."), null)

  # The provider plans the old record when the name changes, and none when a name is added to a service that exists:
  # https://github.com/hashicorp/terraform-provider-aws/issues/24044. The id of a resource that is replaced with the
  # name is unknown until then, and makes these unknown with it, so that one apply is enough. The other branch must not
  # be null: a choice between two nulls is known to be null, whatever decides it.
  name_is_current           = try(terraform_data.private_dns_name[0].id != "", false)
  verification_record_name  = local.name_is_current ? one(aws_vpc_endpoint_service.this.private_dns_name_configuration[*].name) : ""
  verification_record_fqdn  = var.private_dns == null ? null : join(".", compact([local.verification_record_name, local.verified_domain]))
  verification_record_type  = local.name_is_current ? one(aws_vpc_endpoint_service.this.private_dns_name_configuration[*].type) : ""
  verification_record_value = local.name_is_current ? one(aws_vpc_endpoint_service.this.private_dns_name_configuration[*].value) : ""

  makes_verification_record = try(var.private_dns.route53 != null, false)
  starts_verification       = local.makes_verification_record || try(var.private_dns.record_exists, false) || (var.private_dns != null && length(var.private_dns_record_ids) > 0)
}

resource "terraform_data" "private_dns_name" {
  count = var.private_dns == null ? 0 : 1

  triggers_replace = [var.private_dns.name]
}

resource "aws_route53_record" "private_dns_verification" {
  count = local.makes_verification_record ? 1 : 0

  zone_id = var.private_dns.route53.zone_id
  name    = local.verification_record_fqdn
  type    = "TXT"
  ttl     = 300
  records = [local.verification_record_value]
}

# Records that are made outside of the module, in the same apply. They stand in a variable of their own: they are made from what
# the service answers, and the service is made from `private_dns`.
resource "terraform_data" "private_dns_records" {
  count = length(var.private_dns_record_ids) > 0 ? 1 : 0

  input = var.private_dns_record_ids

  lifecycle {
    precondition {
      condition     = var.private_dns != null
      error_message = "private_dns_record_ids: there is no private name to prove; set private_dns, or leave it out."
    }

    precondition {
      condition     = !local.makes_verification_record
      error_message = "private_dns_record_ids: private_dns.route53 has the module make the record; leave one of the two out."
    }
  }
}

resource "aws_vpc_endpoint_service_private_dns_verification" "this" {
  count = local.starts_verification ? 1 : 0

  service_id            = aws_vpc_endpoint_service.this.id
  wait_for_verification = true

  lifecycle {
    # A new name has to be proven again.
    replace_triggered_by = [terraform_data.private_dns_name]
  }

  depends_on = [aws_route53_record.private_dns_verification, terraform_data.private_dns_records]
}
