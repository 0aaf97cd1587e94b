locals {
  # Plain ids under themselves; those that another resource makes, under names, because keys must be known.
  accepted_endpoints = merge({ for id in var.accepted_endpoint_ids : id => id }, var.accepted_endpoint_ids_by_name)
}

# Exactly the named endpoints, and nothing else. Terraform rejects a connection when its id is taken out: a principal that
# is merely removed keeps the connections it has (https://github.com/hashicorp/terraform-provider-aws/issues/37260).
resource "aws_vpc_endpoint_connection_accepter" "this" {
  for_each = local.accepted_endpoints

  vpc_endpoint_service_id = aws_vpc_endpoint_service.this.id
  vpc_endpoint_id         = each.value

  lifecycle {
    # Here and not on the service: an endpoint in the same configuration is made after the service, and a service that
    # looked at its id would wait for itself. The accepter would fail on a service without acceptance:
    # https://github.com/hashicorp/terraform-provider-aws/issues/27761
    precondition {
      condition     = var.acceptance_required
      error_message = "accepted_endpoint_ids: a service without acceptance has nothing to accept; leave it and accepted_endpoint_ids_by_name empty, or set acceptance_required = true."
    }

    # Two accepters of one endpoint: taking one out would reject the connection that the other one keeps.
    precondition {
      condition     = length([for id in values(local.accepted_endpoints) : id if id == each.value]) == 1
      error_message = "accepted_endpoint_ids_by_name: ${each.value} is named twice; leave it in one place."
    }
  }

  # On the way down: reject first, then the principal.
  depends_on = [aws_vpc_endpoint_service_allowed_principal.this]
}

# Remembers when an endpoint was accepted. `input` is known at plan, and stays what it was in the first apply.
resource "terraform_data" "acceptance" {
  for_each = local.accepted_endpoints

  input            = plantimestamp()
  triggers_replace = [aws_vpc_endpoint_service.this.id, each.value]

  lifecycle {
    ignore_changes = [input]
  }

  depends_on = [aws_vpc_endpoint_connection_accepter.this]
}

module "accepted_endpoint" {
  source   = "./accepted-endpoint"
  for_each = local.accepted_endpoints

  endpoint_that_is_gone = each.value
  accepted_before       = terraform_data.acceptance[each.key].input != plantimestamp()
  connection_id         = aws_vpc_endpoint_connection_accepter.this[each.key].id
}
