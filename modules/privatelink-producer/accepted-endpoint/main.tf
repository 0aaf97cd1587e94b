# Stops the plan when an endpoint that was accepted before is gone, and says which one.
#
# AWS answers the acceptance of an endpoint that does not exist with success, and the accepter then asks for the connection
# again and again, three minutes in every apply: https://github.com/hashicorp/terraform-provider-aws/issues/27761. No data source
# shows the connections of a service. But a connection that is gone leaves the state when Terraform refreshes it, and is unknown
# from then on, which `for_each` refuses at once. The names below are what Terraform prints with that refusal.

terraform {
  required_version = ">= 1.5.0"
}

# Never has an instance.
resource "terraform_data" "take_the_endpoint_out_of_the_accepted_ones" {
  for_each = toset(var.accepted_before ? [for id in [var.endpoint_that_is_gone] : id if var.connection_id == ""] : [])
}
