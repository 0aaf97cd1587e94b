# Exactly the named endpoints, and nothing else. Terraform rejects a connection when its id is taken out: a principal that
# is merely removed keeps the connections it has (https://github.com/hashicorp/terraform-provider-aws/issues/37260).
#
# A service without acceptance has no request to accept, and the accepter fails on it:
# https://github.com/hashicorp/terraform-provider-aws/issues/27761. The service's precondition keeps the two apart.
resource "aws_vpc_endpoint_connection_accepter" "this" {
  for_each = var.acceptance_required ? var.accepted_endpoint_ids : []

  vpc_endpoint_service_id = aws_vpc_endpoint_service.this.id
  vpc_endpoint_id         = each.value

  # On the way down: reject first, then the principal.
  depends_on = [aws_vpc_endpoint_service_allowed_principal.this]
}
